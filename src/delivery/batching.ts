/** Folding: when a lane that has fallen behind tells in one message what waits, and how much of it. Pure. */

/** As much as one message can name within the limits of both platforms. */
export const batchLimits = { deliveries: 50, characters: 3000 };

/** Whether a lane is so late that it folds: its head waits longer than `after` milliseconds (null: never). */
export function isLate(head: { createdAt: number }, now: number, after: number | null): boolean {
  return after !== null && now - head.createdAt > after;
}

/**
 * How many of the first waiting deliveries one message tells: a run from the head without a gap, so that folding never
 * changes the order. `lengths` are the characters of each one's line; at least one.
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
