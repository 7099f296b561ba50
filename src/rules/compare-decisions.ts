/** What rules would have made of events that came: pure. */
import type { Event } from '../events/event.ts';
import type { FindSession } from './condition/condition-context.ts';
import { createStepBudget } from './condition/cost.ts';
import { buildIndex } from './match.ts';
import type { Rule } from './rule.ts';

/** How many events were, or would have been, posted, ignored, or matched by no rule. */
export interface Tally {
  posted: number;
  ignored: number;
  unmatched: number;
  /** How many each rule decided, by its id. */
  byRule: ReadonlyMap<string, number>;
}

/** Counts event by event what the rules of one channel make of them. */
export interface TallyCounter {
  /** Returns the steps that the conditions took. */
  add(event: Event, findSession: FindSession): number;
  /** Whether a condition for that type uses the session. */
  needsSession(type: string): boolean;
  tally(): Tally;
}

export function createTallyCounter(rules: readonly Rule[]): TallyCounter {
  const index = buildIndex(rules);
  const counts = { posted: 0, ignored: 0, unmatched: 0 };
  const byRule = new Map<string, number>();
  return {
    add(event, findSession) {
      const budget = createStepBudget();
      const before = budget.left;
      const [decision] = index.decide(event, findSession, undefined, () => budget);
      if (decision) {
        counts[decision.do === 'post' ? 'posted' : 'ignored'] += 1;
        byRule.set(decision.rule.id, (byRule.get(decision.rule.id) ?? 0) + 1);
      } else {
        counts.unmatched += 1;
      }
      return before - budget.left;
    },
    needsSession: index.needsSession,
    tally: () => ({ ...counts, byRule }),
  };
}

/** `12 posted, 40 ignored, 3 skipped` */
export function formatTally({ posted, ignored, unmatched }: Tally): string {
  return `${posted} posted, ${ignored} ignored, ${unmatched} skipped`;
}
