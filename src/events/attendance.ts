/** Turns the reported joins and leaves of one person into intervals that don't overlap. */
import type { StoredEvent } from './event.ts';

/** One report of a person's joining or leaving, in milliseconds since 1970; null for a time that wasn't reported. */
export interface Mark {
  joined: number | null;
  left: number | null;
}

/** A period of presence. `joined` null: only its end is known. `left` null: still present. */
export type Interval = Mark;

/** Milliseconds since 1970 of an ISO 8601 text; null for other texts. */
export function readInstant(text: string | null | undefined): number | null {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? null : at;
}

/** The time of an event, or of its receipt if the provider sent none. Milliseconds since 1970. */
export function momentOf(event: StoredEvent): number {
  return readInstant(event.time) ?? readInstant(event.receivedAt) ?? 0;
}

/**
 * A time, and whether the provider reported it. Otherwise it is the time of receipt: good enough for order, but never
 * subtracted from a reported time, since a webhook can arrive hours late.
 */
export interface Moment {
  at: number;
  reported: boolean;
}

/** The most exact time there is: `reported` in the event's part, else the event's own time, else its receipt. */
export function momentBy(event: StoredEvent, reported: string | null | undefined = null): Moment {
  const at = readInstant(reported) ?? readInstant(event.time);
  return { at: at ?? momentOf(event), reported: at !== null };
}

/**
 * One person's intervals, in order. Marks with the same time of joining are one stay. A leave without a time of joining
 * (VideoSDK never sends one) closes the stay that is open then. The session's `end` closes stays that remain open, if it
 * is known. Overlapping stays are merged; stays that only touch count as separate visits.
 */
export function mergeStays(marks: readonly Mark[], end: number | null): Interval[] {
  const [only, second] = marks;
  if (only && !second) return onlyStay(only, end);
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

/** The stay of a person with one mark, as most have. */
function onlyStay({ joined, left }: Mark, end: number | null): Interval[] {
  if (joined === null) return left === null ? [] : [{ joined, left }];
  const until = left ?? end;
  return [{ joined, left: until === null ? null : Math.max(joined, until) }];
}

/** Closes each stay with the first leave after its start. Returns the leaves that belong to no stay. All lists are sorted. */
function closeInOrder(starts: readonly [number, number | null][], lefts: readonly number[]): Interval[] {
  const strays: Interval[] = [];
  let next = 0;
  let open: [number, number | null][] = [];
  /** The latest time at which the person is known to have been present. */
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

/** The time by which intervals are sorted. */
export function firstOf(interval: Interval): number {
  return interval.joined ?? interval.left ?? 0;
}

/** Merges overlapping stays, sorted by start. A stay of no length adds nothing to the one that ends at the same time. */
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
