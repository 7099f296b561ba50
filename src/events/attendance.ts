/** Stays: what the joined, the left and the lists of one person say, made into intervals that never overlap. */
import type { StoredEvent } from './event.ts';

/** One thing said of a person's coming or going, in milliseconds since 1970; null where it is not said. */
export interface Mark {
  joined: number | null;
  left: number | null;
}

/** A time of being there. `joined` null: only the end is known. `left` null: still there. */
export type Interval = Mark;

/** Milliseconds since 1970, or null for what is no moment. */
export function readInstant(text: string | null | undefined): number | null {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? null : at;
}

/** When an event happened; by our own clock where the provider does not say. */
export function momentOf(event: StoredEvent): number {
  return readInstant(event.time) ?? readInstant(event.receivedAt) ?? 0;
}

/**
 * A moment, and whether the provider said it. One that it did not say is that of receipt: as good when webhooks come
 * at once, but not to be subtracted from what the provider said, for a webhook may come hours late.
 */
export interface Moment {
  at: number;
  said: boolean;
}

/** By the best word there is: `said` of the event's part, the event's own time, its receipt. */
export function momentBy(event: StoredEvent, said: string | null | undefined = null): Moment {
  const at = readInstant(said) ?? readInstant(event.time);
  return { at: at ?? momentOf(event), said: at !== null };
}

/**
 * The intervals of one person, in order. Marks that agree on the moment of joining are one stay; a left without that
 * moment (VideoSDK never gives it) closes the stay that is open then; a stay that nothing closes is closed by
 * `end`, the session's, when that is known. Stays that overlap become one; of those that only touch, each is a visit.
 */
export function mergeStays(marks: readonly Mark[], end: number | null): Interval[] {
  const known = new Map<number, number | null>();
  for (const { joined, left } of marks) {
    if (joined === null) continue;
    const before = known.get(joined) ?? null;
    known.set(joined, left === null ? before : Math.max(before ?? joined, left));
  }
  const starts = [...known].sort(([a], [b]) => a - b);
  const lefts = marks.flatMap(mark => (mark.joined === null && mark.left !== null ? [mark.left] : []));
  const strays = closeInOrder(
    starts,
    lefts.sort((a, b) => a - b),
  );
  const closed = starts.map(([joined, left]): [number, number | null] => [
    joined,
    left ?? (end === null ? null : Math.max(joined, end)),
  ]);
  return [...unite(closed), ...distinct(strays)].sort((a, b) => firstOf(a) - firstOf(b));
}

/** Closes each stay by the first left after its beginning; returns the lefts that no stay explains. All are sorted. */
function closeInOrder(starts: readonly [number, number | null][], lefts: readonly number[]): Interval[] {
  const strays: Interval[] = [];
  let next = 0;
  let open: [number, number | null][] = [];
  /** Until when somebody is known to have been there. */
  let explained = Number.NEGATIVE_INFINITY;
  for (const left of lefts) {
    for (let start = starts[next]; start && start[0] <= left; start = starts[++next]) {
      if (start[1] === null) open.push(start);
      else explained = Math.max(explained, start[1]);
    }
    if (open.length === 0 && left > explained) strays.push({ joined: null, left });
    for (const stay of open) stay[1] = left;
    if (open.length > 0) explained = Math.max(explained, left);
    open = [];
  }
  return strays;
}

/** The moment by which an interval stands in order. */
export function firstOf(interval: Interval): number {
  return interval.joined ?? interval.left ?? 0;
}

/** `stays` are sorted by their beginning. One of no length adds nothing to the one that ends in the same moment. */
function unite(stays: readonly [number, number | null][]): Interval[] {
  const united: Interval[] = [];
  for (const [joined, left] of stays) {
    const last = united.at(-1);
    if (last && (last.left === null || joined < last.left || (joined === last.left && left === joined))) {
      last.left = last.left === null || left === null ? null : Math.max(last.left, left);
    } else {
      united.push({ joined, left });
    }
  }
  return united;
}

function distinct(strays: readonly Interval[]): Interval[] {
  return strays.filter((stray, index) => strays[index - 1]?.left !== stray.left);
}
