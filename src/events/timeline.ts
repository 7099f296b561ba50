/** Arrivals and departures in order, to count people who were present at once. */
import { firstOf, type Interval } from './attendance.ts';

/**
 * One arrival or departure. A person who leaves at the moment another joins wasn't present with them; a person who joins
 * and leaves at the same moment was present then.
 */
interface PresenceStep {
  at: number;
  rank: 0 | 1 | 2;
  change: 1 | -1;
}

/** Larger numbers of new steps are sorted together instead of inserted one by one. */
const few = 50;

interface Timeline {
  /** Removes and adds intervals. */
  replace(before: readonly Interval[], after: readonly Interval[]): void;
  /** The largest number of people at once; null without intervals. */
  peak(): number | null;
}

export function createTimeline(): Timeline {
  const sorted: PresenceStep[] = [];
  let added: PresenceStep[] = [];

  /** The index of a step, or of its place. */
  function placeOf(step: PresenceStep): number {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(sorted[middle] as PresenceStep, step) < 0) low = middle + 1;
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
      for (const interval of before) {
        for (const step of stepsOf(interval)) sorted.splice(placeOf(step), 1);
      }
      for (const interval of after) added.push(...stepsOf(interval));
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

function stepsOf(interval: Interval): [PresenceStep, PresenceStep] {
  const from = firstOf(interval);
  const to = interval.left ?? Number.POSITIVE_INFINITY;
  return [
    { at: from, rank: 1, change: 1 },
    { at: to, rank: to > from ? 0 : 2, change: -1 },
  ];
}

function compare(a: PresenceStep, b: PresenceStep): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return a.rank - b.rank;
}
