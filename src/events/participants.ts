/** The people of a session: their presence, and the largest number at once. */

import { firstOf, type Interval, type Moment, mergeStays } from './attendance.ts';
import type { Person, StoredEvent } from './event.ts';
import { compareText } from './event-order.ts';
import type { Attendee } from './session.ts';
import {
  compareSightings,
  createStayReports,
  type Sighting,
  type StayReport,
  sightingsIn,
  toStayReport,
} from './stay-reports.ts';
import { createTimeline } from './timeline.ts';

/** All reports about one person. */
interface Group {
  sightings: Sighting[];
  /** Computed from the sightings and the session's end; null before that. */
  presence: Presence | null;
}

interface Presence {
  /** The end that closed open stays, in milliseconds. */
  end: number | null;
  intervals: Interval[];
  attendee: Attendee;
  /** The first moment. */
  from: number;
}

/** The people of a session. After an event, only the people that it mentions are computed again. */
export interface People {
  add(event: StoredEvent): void;
  /**
   * Every attendee, by first arrival. People are identified by id; a person without an id is the only one of that name, if
   * there is exactly one. People with neither count as one unknown person.
   *
   * `end` is the session's end, null while it continues. An end that the provider didn't report closes no stay whose start
   * it reported.
   */
  list(end: Moment | null): Attendee[];
  /** The largest number of people at once; null without attendees. */
  peak(end: Moment | null): number | null;
  /** The first name reported with this ID. */
  nameOf(id: string): string | null;
  /** The reports so far, for createPeople(). */
  reports(): StayReport[];
}

export function createPeople(known: readonly StayReport[]): People {
  const reports = createStayReports(known);
  /** Reports with a name only. While there are any, each change can give someone another identity. */
  let byName = reports.sorted.filter(isByName).length;
  let groups = new Map<string, Group>();
  let changed = new Set<Group>();
  let timeline = createTimeline();
  let closedBy: Moment | null = null;
  let isStale = true;

  function put(sighting: Sighting, key: string): void {
    const group = groups.getOrInsertComputed(key, () => ({ sightings: [], presence: null }));
    group.sightings.push(sighting);
    changed.add(group);
  }

  function remove(sighting: Sighting): void {
    const key = keyOf(sighting);
    const group = groups.get(key);
    if (!group) return;
    group.sightings.splice(group.sightings.indexOf(sighting), 1);
    changed.add(group);
    if (group.sightings.length > 0) return;
    timeline.replace(group.presence?.intervals ?? [], []);
    groups.delete(key);
    changed.delete(group);
  }

  function addOne(sighting: Sighting): void {
    for (const change of reports.add(sighting)) {
      if ('added' in change) byName += Number(isByName(change.added));
      isStale ||= byName > 0;
      if ('removed' in change) byName -= Number(isByName(change.removed));
      if (isStale) continue;
      if ('added' in change) put(change.added, keyOf(change.added));
      else if ('removed' in change) remove(change.removed);
      else changed.add(groups.get(keyOf(change.changed)) as Group);
    }
  }

  /** Groups all reports by person. */
  function regroup(): void {
    groups = new Map();
    changed = new Set();
    timeline = createTimeline();
    const identify = byName > 0 ? createIdentities(reports.sorted) : keyOf;
    for (const sighting of reports.sorted) put(sighting, identify(sighting));
    isStale = false;
  }

  /** Computes the people that have changed since the last call. */
  function settle(end: Moment | null): void {
    if (isStale) regroup();
    const sameEnd = end?.at === closedBy?.at && end?.reported === closedBy?.reported;
    closedBy = end;
    for (const group of sameEnd ? changed : groups.values()) {
      const isReported = group.sightings.some(({ reported }) => reported);
      const closing = end && (end.reported || !isReported) ? end.at : null;
      const before = group.presence;
      if (before && before.end === closing && !changed.has(group)) continue;
      group.presence = presenceOf(group, closing);
      timeline.replace(before?.intervals ?? [], group.presence.intervals);
    }
    changed = new Set();
  }

  return {
    add: event => sightingsIn(event).forEach(addOne),
    list(end) {
      settle(end);
      const present = [...groups.values()].flatMap(({ presence }) => (presence?.intervals.length ? presence : []));
      return present.sort(compareByArrival).map(({ attendee }) => attendee);
    },
    peak(end) {
      settle(end);
      return timeline.peak();
    },
    nameOf: wanted => reports.sorted.find(({ id, name }) => id === wanted && name !== null)?.name ?? null,
    reports: () => reports.sorted.map(toStayReport),
  };
}

const isByName = ({ id, name }: Person) => id === null && name !== null;

function keyOf({ id, name }: Person): string {
  if (id !== null) return `id ${id}`;
  return name === null ? 'unknown' : `name ${name}`;
}

/** Identifies people by the names and ids of all reports. */
function createIdentities(sightings: readonly Sighting[]): (person: Person) => string {
  const idsOfName = new Map<string, Set<string>>();
  for (const { id, name } of sightings) {
    if (id !== null && name !== null) idsOfName.getOrInsertComputed(name, () => new Set()).add(id);
  }
  return person => {
    const [only, second] = (isByName(person) && idsOfName.get(person.name ?? '')) || [];
    return only !== undefined && second === undefined ? `id ${only}` : keyOf(person);
  };
}

function presenceOf({ sightings }: Group, end: number | null): Presence {
  const intervals = mergeStays(sightings, end);
  const attendee = describe(sightings, intervals);
  const from = intervals.reduce((least, interval) => Math.min(least, firstOf(interval)), Number.POSITIVE_INFINITY);
  return { end, intervals, attendee, from };
}

/** A person has the name of the first report that has one. `stays` are written on first read. */
function describe(sightings: readonly Sighting[], intervals: readonly Interval[]): Attendee {
  const named = sightings.filter(({ name }) => name !== null);
  const first = named.reduce<Sighting | null>(
    (best, other) => (best && compareSightings(best, other) <= 0 ? best : other),
    null,
  );
  const total = intervals.reduce<number | null>(
    (sum, { joined, left }) => (sum === null || joined === null || left === null ? null : sum + left - joined),
    0,
  );
  let stays: Attendee['stays'] | null = null;
  return {
    id: sightings.find(({ id }) => id !== null)?.id ?? null,
    name: first?.name ?? null,
    joinedAt: writeInstant(intervals.find(({ joined }) => joined !== null)?.joined ?? null),
    leftAt: writeInstant(intervals.at(-1)?.left ?? null),
    seconds: total === null ? null : Math.round(total / 1000),
    visits: intervals.length,
    get stays() {
      stays ??= intervals.map(({ joined, left }) => ({ joinedAt: writeInstant(joined), leftAt: writeInstant(left) }));
      return stays;
    },
  };
}

function compareByArrival(a: Presence, b: Presence): number {
  return (
    a.from - b.from ||
    compareText(a.attendee.name ?? '', b.attendee.name ?? '') ||
    compareText(a.attendee.id ?? '', b.attendee.id ?? '')
  );
}

/** ISO 8601 UTC. */
export function writeInstant(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
