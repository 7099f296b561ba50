/** Reads lanes from the store, many with the same queries. */

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
  dueAt: number | null;
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
  const empty = channels.filter((_channel, at) => lanes[at]?.length === 0);
  const due = empty.length > 0 ? await nextDue(db, empty) : new Map<string, number>();
  if (empty.length === channels.length && due.size === 0) return channels.map(() => null);
  const inputs = await readMessageInputs(lanes.flat());
  const holds = await findHolds(db, channels);
  return channels.map((channel, at) => {
    const waiting = lanes[at] ?? [];
    const dueAt = due.get(channel) ?? null;
    return waiting.length > 0 || dueAt ? { waiting, dueAt, inputs, hold: holds.get(channel) ?? null } : null;
  });
}

async function readWaiting(db: Db, channel: string, batchAfter: number | null): Promise<Delivery[]> {
  const now = Date.now();
  const waiting = await waitingInLane(db, channel, readAhead, now);
  const [head] = waiting;
  const readsMore = head && waiting.length === readAhead && mayBatch(head, waiting.length - 1, now, batchAfter);
  return readsMore ? waitingInLane(db, channel, batchLimits.deliveries, now) : waiting;
}
