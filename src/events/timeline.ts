/** Comings and goings in order, to count how many people were there at once. */
import { firstOf, type Interval } from './attendance.ts';

/**
 * Who leaves in the moment somebody else joins was not there with them; who joined and left in the same moment was there
 * in it.
 */
interface Step {
  at: number;
  rank: 0 | 1 | 2;
  change: 1 | -1;
}

/** More than so many steps at once are sorted together. */
const few = 50;

export interface Timeline {
  /** Takes intervals out that are in it, and puts others in. */
  replace(before: readonly Interval[], after: readonly Interval[]): void;
  /** The most at once, null of none. */
  peak(): number | null;
}

export function createTimeline(): Timeline {
  const sorted: Step[] = [];
  let added: Step[] = [];

  /** Where a step is, or would be put. */
  function placeOf(step: Step): number {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(sorted[middle] as Step, step) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function settle(): void {
    if (added.length > few) {
      for (const step of added) sorted.push(step);
      sorted.sort(compare);
    } else {
      for (const step of added) sorted.splice(placeOf(step), 0, step);
    }
    added = [];
  }

  return {
    replace(before, after) {
      if (before.length > 0) settle();
      for (const step of before.flatMap(stepsOf)) sorted.splice(placeOf(step), 1);
      for (const step of after.flatMap(stepsOf)) added.push(step);
    },
    peak() {
      settle();
      let count = 0;
      let most = 0;
      for (const { change } of sorted) {
        count += change;
        if (count > most) most = count;
      }
      return sorted.length > 0 ? most : null;
    },
  };
}

function stepsOf(interval: Interval): [Step, Step] {
  const from = firstOf(interval);
  const to = interval.left ?? Number.POSITIVE_INFINITY;
  return [
    { at: from, rank: 1, change: 1 },
    { at: to, rank: to > from ? 0 : 2, change: -1 },
  ];
}

function compare(a: Step, b: Step): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return a.rank - b.rank;
}
