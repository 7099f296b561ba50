/** Batching: a lane that is behind posts several deliveries in one message. Pure. */
import type { DeliveryState } from '../store/deliveries/stored-states.ts';

/** As much as one message can hold within the limits of every platform. */
export const batchLimits = { deliveries: 50, characters: 3000 };

/**
 * Whether a lane batches: its head was never sent, others wait behind it, and the head has waited longer than `after`
 * milliseconds (null: never).
 */
export function mayBatch(
  head: { state: DeliveryState; createdAt: number },
  behind: number,
  now: number,
  after: number | null,
): boolean {
  return head.state === 'queued' && behind > 0 && after !== null && now - head.createdAt > after;
}

/**
 * Returns how many of the first waiting deliveries fit into one message, at least one. They are always a run from the head,
 * so that batching never changes the order. `lengths` are the characters of each delivery's line.
 */
export function countThatFit(lengths: readonly number[]): number {
  let characters = 0;
  const tooMany = lengths.slice(0, batchLimits.deliveries).findIndex(length => {
    characters += length;
    return characters > batchLimits.characters;
  });
  const count = tooMany === -1 ? Math.min(lengths.length, batchLimits.deliveries) : tooMany;
  return Math.max(1, count);
}
