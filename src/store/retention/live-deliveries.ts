/** Deliveries that aren't final, or that people may still retry. */
import { type RawBuilder, sql } from 'kysely';
import { finalStates } from '../deliveries/delivery-states.ts';

/** A delivery in any other state isn't pruned, nor its session. */
const final = sql`(${sql.join(Object.keys(finalStates).map(state => sql.lit(state)))})`;

/**
 * Whether an event has a delivery that waits, alone or in a batch, or that failed at or after `since` (milliseconds). `seq`
 * is the event's `seq` as SQL.
 */
export function hasLiveDelivery(seq: RawBuilder<unknown>, since: number): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select 1 from deliveries as live left join deliveries as head on head.id = live.batched_into
    where live.event_seq = ${seq} and (
      live.state not in ${final} or head.state not in ${final}
      or (live.state = 'failed' and live.updated_at >= ${since})))`;
}
