/** The reports of who was present when: the newest ones of a session, each once. */
import { type Mark, momentBy, readInstant } from './attendance.ts';
import { boundPerson } from './bound-person.ts';
import type { Person, StoredEvent } from './event.ts';
import { compareText } from './event-order.ts';

/** The most reports of a session: with one stay each and the same name in each report, so many people. */
export const mostReports = 200;

/** One report about one person, in milliseconds since 1970. Reports of one start differ in the person's ID or name. */
export type Sighting = Person & Mark & { reported: boolean };

/** A report as JSON: joined, left, ID, name, and 1 if the provider reported the start. */
export type StayReport = readonly [number | null, number | null, string | null, string | null, 0 | 1];

/** A report that was added, changed or removed. */
type Change = { added: Sighting } | { changed: Sighting } | { removed: Sighting };

/** Keeps the newest reports, in order. */
export interface StayReports {
  /** By time, those without one first. */
  readonly sorted: readonly Sighting[];
  /** Adds a report; it becomes part of a known one of the same start. */
  add(sighting: Sighting): Change[];
}

export function createStayReports(known: readonly StayReport[]): StayReports {
  const sorted = known.map(
    ([joined, left, id, name, reported]): Sighting => ({ joined, left, id, name, reported: reported === 1 }),
  );
  return {
    sorted,
    add(sighting) {
      const at = placeOf(sorted, sighting);
      const same = sorted[at];
      if (same && compareSightings(same, sighting) === 0) return update(same, sighting) ? [{ changed: same }] : [];
      if (sorted.length < mostReports) {
        sorted.splice(at, 0, sighting);
        return [{ added: sighting }];
      }
      if (at === 0) return [];
      const removed = sorted.shift() as Sighting;
      sorted.splice(at - 1, 0, sighting);
      return [{ removed }, { added: sighting }];
    },
  };
}

export function toStayReport({ joined, left, id, name, reported }: Sighting): StayReport {
  return [joined, left, id, name, reported ? 1 : 0];
}

/** Adds what another report of the same start tells. False if it tells nothing new. */
function update(known: Sighting, { left, reported }: Sighting): boolean {
  const isLater = left !== null && (known.left === null || left > known.left);
  const isReported = reported && !known.reported;
  if (isLater) known.left = left;
  if (isReported) known.reported = true;
  return isLater || isReported;
}

/** The index of a report, or of its place. */
function placeOf(sorted: readonly Sighting[], sighting: Sighting): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareSightings(sorted[middle] as Sighting, sighting) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Compares what never changes in a report, so that a removed one can't come back in a part. */
export function compareSightings(a: Sighting, b: Sighting): number {
  return (
    compareNumbers(timeOf(a), timeOf(b)) ||
    Number(a.joined === null) - Number(b.joined === null) ||
    compareText(a.id ?? '', b.id ?? '') ||
    compareText(a.name ?? '', b.name ?? '')
  );
}

/** A report without times only tells a name. */
const timeOf = ({ joined, left }: Mark) => joined ?? left ?? Number.NEGATIVE_INFINITY;

const compareNumbers = (a: number, b: number) => (a < b ? -1 : Number(a > b));

/** Reads an event's reports. */
export function sightingsIn(event: StoredEvent): Sighting[] {
  const sightings: Sighting[] = [];
  for (const people of [event.call?.people, event.meeting?.people]) {
    for (const { id, name, ...stay } of people ?? []) {
      const mark = { joined: readInstant(stay.joinedAt), left: readInstant(stay.leftAt) };
      sightings.push({ ...toPerson({ id, name }), ...mark, reported: true });
    }
  }
  if (event.participant) sightings.push({ ...toPerson(event.participant), ...markOf(event, event.participant) });
  return sightings;
}

function markOf(
  event: StoredEvent,
  { joinedAt, leftAt }: { joinedAt: string | null; leftAt: string | null },
): Mark & { reported: boolean } {
  if (event.type === 'participant.joined') {
    const { at, reported } = momentBy(event, joinedAt);
    return { joined: at, left: null, reported };
  }
  if (event.type !== 'participant.left') return { joined: null, left: null, reported: false };
  const joined = readInstant(joinedAt);
  return { joined, left: momentBy(event, leftAt).at, reported: joined !== null };
}

const toPerson = ({ id, name }: Person): Person => boundPerson({ id: id || null, name: name || null });
