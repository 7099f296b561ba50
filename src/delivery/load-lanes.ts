/** Reads lanes from the store, many with the same queries. */

import { type Card, findCards } from '../store/deliveries/cards.ts';
import type { Delivery } from '../store/deliveries/deliveries.ts';
import { findHolds, type Hold } from '../store/deliveries/holds.ts';
import { nextDue, waitingInLane } from '../store/deliveries/outbox.ts';
import type { Db } from '../store/tables.ts';
import type { AttemptOptions } from './attempt-context.ts';
import { batchLimits, mayBatch } from './batching.ts';
import type { MessageInputs } from './compose.ts';

/** A lane in the store: its next deliveries in order, the inputs of their messages, and its hold. */
export interface LaneState {
  /** Empty: all have to wait, the first of them until `dueAt` (milliseconds). */
  waiting: readonly Delivery[];
  /** Whether nothing else waits, also for later. */
  isAll: boolean;
  dueAt: number | null;
  /** The cards of the deliveries, by id. */
  cards: ReadonlyMap<string, Card>;
  inputs: MessageInputs;
  hold: Hold | null;
}

/** Deliveries read per lane, unless they may be batched. */
const readAhead = 16;

/** Reads the lanes, in the order of the channels; null for a lane where nothing waits. */
export async function readLanes(
  db: Db,
  channels: readonly string[],
  { readMessageInputs, batchAfter }: Pick<AttemptOptions, 'readMessageInputs' | 'batchAfter'>,
): Promise<(LaneState | null)[]> {
  const lanes = await Promise.all(channels.map(channel => readWaiting(db, channel, batchAfter)));
  if (lanes.every(lane => lane === null)) return lanes.map(() => null);
  const waiting = lanes.flatMap(lane => lane?.waiting ?? []);
  const inputs = await readMessageInputs(waiting);
  const cards = await findCards(db, [...new Set(waiting.flatMap(({ cardId }) => cardId ?? []))]);
  const holds = await findHolds(db, channels);
  return channels.map((channel, at) => {
    const lane = lanes[at];
    return lane ? { ...lane, cards, inputs, hold: holds.get(channel) ?? null } : null;
  });
}

/** Null: nothing is to be sent. One query unless a delivery has to wait, or the lane may batch. */
async function readWaiting(
  db: Db,
  channel: string,
  batchAfter: number | null,
): Promise<Pick<LaneState, 'waiting' | 'isAll' | 'dueAt'> | null> {
  const now = Date.now();
  const first = await waitingInLane(db, channel, readAhead);
  if (first.length === 0) return null;
  const hasToWait = first.some(({ notBefore }) => notBefore !== null && notBefore > now);
  const waiting = hasToWait ? await waitingInLane(db, channel, readAhead, now) : first;
  const [head] = waiting;
  if (!head) return { waiting, isAll: false, dueAt: await nextDue(db, channel) };
  const isAll = !hasToWait && first.length < readAhead;
  const readsMore = waiting.length === readAhead && mayBatch(head, waiting.length - 1, now, batchAfter);
  const read = readsMore ? await waitingInLane(db, channel, batchLimits.deliveries, now) : waiting;
  return { waiting: read, isAll, dueAt: null };
}
