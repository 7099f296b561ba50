/** What lanes read of the store. Those that look at once share the questions. */

import type { Delivery } from '../store/deliveries/deliveries.ts';
import { findHolds, type Hold } from '../store/deliveries/holds.ts';
import { waitingInLane } from '../store/deliveries/outbox.ts';
import type { Db } from '../store/tables.ts';
import type { AttemptOptions } from './attempt.ts';
import { batchLimits, isLate } from './batching.ts';
import type { MessageInputs } from './compose.ts';

/** A lane as it stands in the store: its next deliveries in order, what their messages are made of, and its troubles. */
export interface LaneState {
  waiting: readonly Delivery[];
  material: MessageInputs;
  trouble: Hold | null;
}

/** How many deliveries of a lane are read at once, unless they may be told in one message. */
const readAhead = 16;

/** Gives the state of each lane, in the order of the channels; null for one where nothing waits. */
export async function readLanes(
  db: Db,
  channels: readonly string[],
  { readMessageInputs, batchAfter }: Pick<AttemptOptions, 'readMessageInputs' | 'batchAfter'>,
): Promise<(LaneState | null)[]> {
  const lanes = await Promise.all(channels.map(channel => readWaiting(db, channel, batchAfter)));
  const all = lanes.flat();
  if (all.length === 0) return channels.map(() => null);
  const material = await readMessageInputs(all);
  const troubles = await findHolds(db, channels);
  return channels.map((channel, at) => {
    const waiting = lanes[at] ?? [];
    return waiting.length > 0 ? { waiting, material, trouble: troubles.get(channel) ?? null } : null;
  });
}

async function readWaiting(db: Db, channel: string, batchAfter: number | null): Promise<Delivery[]> {
  const waiting = await waitingInLane(db, channel, readAhead);
  const [head] = waiting;
  const mayFold = head && waiting.length === readAhead && isLate(head, Date.now(), batchAfter);
  return mayFold ? waitingInLane(db, channel, batchLimits.deliveries) : waiting;
}
