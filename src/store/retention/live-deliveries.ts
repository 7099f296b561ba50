/** Deliveries that aren't final, or that people may still retry. */
import { type RawBuilder, sql } from 'kysely';
import { finalStates } from '../deliveries/delivery-states.ts';

/** A delivery in any other state isn't pruned, nor its session. */
const final = sql`(${sql.join(Object.keys(finalStates).map(state => sql.lit(state)))})`;

/**
 * Whether a delivery waits, alone or in a batch, or failed at or after `since` (milliseconds). `delivery` is the name of its
 * row in SQL.
 */
export function isLive(delivery: RawBuilder<unknown>, since: number): RawBuilder<boolean> {
  return sql<boolean>`(${delivery}.state not in ${final}
    or (${delivery}.state = 'failed' and ${delivery}.updated_at >= ${since})
    or exists (select 1 from deliveries as head where head.id = ${delivery}.batched_into and head.state not in ${final}))`;
}

/**
 * Whether an event has a live delivery, or a card with one that has no event, such as a waiting edit. `seq` is the event's `seq`
 * as SQL.
 */
export function hasLiveDelivery(seq: RawBuilder<unknown>, since: number): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select 1 from deliveries as own where own.event_seq = ${seq} and (
      ${isLive(sql`own`, since)}
      or exists (
        select 1 from deliveries as edit
        where edit.card_id = own.card_id and edit.event_seq is null and ${isLive(sql`edit`, since)})))`;
}
