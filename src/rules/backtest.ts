/** What rules would have made of events that came: pure. */
import type { Event } from '../events/event.ts';
import type { FindSession } from './condition/context.ts';
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

/** Holds events against the rules of one channel. */
export function tally<Of extends Event>(
  events: readonly Of[],
  rules: readonly Rule[],
  findSession: (event: Of) => ReturnType<FindSession>,
): Tally {
  const index = buildIndex(rules);
  const counts = { posted: 0, ignored: 0, unmatched: 0 };
  const byRule = new Map<string, number>();
  for (const event of events) {
    const [decision] = index.decide(event, () => findSession(event));
    if (!decision) {
      counts.unmatched += 1;
      continue;
    }
    counts[decision.do === 'notify' ? 'posted' : 'ignored'] += 1;
    byRule.set(decision.rule.id, (byRule.get(decision.rule.id) ?? 0) + 1);
  }
  return { ...counts, byRule };
}

/** `12 posted, 40 ignored, 3 matched by nothing` */
export function formatTally({ posted, ignored, unmatched }: Tally): string {
  return `${posted} posted, ${ignored} ignored, ${unmatched} matched by nothing`;
}
