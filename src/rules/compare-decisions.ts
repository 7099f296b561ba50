/** Counts the decisions of rules on past events. Pure. */
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
  /** Number of decisions per rule id. */
  byRule: ReadonlyMap<string, number>;
}

/** Counts one channel's decisions, event by event. */
interface TallyCounter {
  /** Counts one event; returns the steps that its conditions took. */
  add(event: Event, findSession: FindSession): number;
  /** Whether a condition of a rule for this type uses the session. */
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
