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
  /** Created when it is first listed. */
  attendee: Attendee | null;
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
      group.presence = { end: closing, intervals: mergeStays(group.sightings, closing), attendee: null };
      timeline.replace(before?.intervals ?? [], group.presence.intervals);
    }
    changed = new Set();
  }

  return {
    add: event => sightingsIn(event).forEach(addOne),
    list(end) {
      settle(end);
      const present: Arrival[] = [];
      for (const { sightings, presence } of groups.values()) {
        const [first] = presence?.intervals ?? [];
        if (!presence || !first) continue;
        presence.attendee ??= describe(sightings, presence.intervals);
        present.push({ from: firstOf(first), attendee: presence.attendee });
      }
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

/** A person has the name of the first report that has one. */
function describe(sightings: readonly Sighting[], intervals: readonly Interval[]): Attendee {
  let first: Sighting | null = null;
  for (const sighting of sightings) {
    if (sighting.name !== null && (first === null || compareSightings(sighting, first) < 0)) first = sighting;
  }
  const stays = intervals.map(({ joined, left }) => ({ joinedAt: writeInstant(joined), leftAt: writeInstant(left) }));
  return {
    id: sightings.find(({ id }) => id !== null)?.id ?? null,
    name: first?.name ?? null,
    joinedAt: stays.find(({ joinedAt }) => joinedAt !== null)?.joinedAt ?? null,
    leftAt: stays.at(-1)?.leftAt ?? null,
    seconds: secondsOf(intervals),
    visits: intervals.length,
    stays,
  };
}

/** The total; null while a stay is open, or if the start of one is unknown. */
function secondsOf(intervals: readonly Interval[]): number | null {
  let total = 0;
  for (const { joined, left } of intervals) {
    if (joined === null || left === null) return null;
    total += left - joined;
  }
  return Math.round(total / 1000);
}

/** An attendee and the first moment. */
interface Arrival {
  from: number;
  attendee: Attendee;
}

function compareByArrival(a: Arrival, b: Arrival): number {
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
