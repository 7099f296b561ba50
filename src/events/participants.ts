/** The people of a session: their presence, and the largest number at once. */

import { firstOf, type Interval, type Mark, type Moment, mergeStays, momentBy, readInstant } from './attendance.ts';
import type { Person, StoredEvent } from './event.ts';
import type { Attendee } from './session.ts';
import { createTimeline } from './timeline.ts';

/** One event's report about one person. */
type Sighting = Person & Mark & { reported: boolean };

/** All events' reports about one person. */
interface Group {
  sightings: Sighting[];
  /** Whether the provider reported the start of any stay. */
  reported: boolean;
  /** Computed from the sightings and the session's end; null before that and after a change. */
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

/** The people of a session. Adding an event updates only the people it mentions. */
export interface People {
  /** Adds an event that is the last in order. False: it changes people's identities, so call rebuild(). */
  append(event: StoredEvent): boolean;
  /** Starts over with all events, in order. */
  rebuild(events: readonly StoredEvent[]): void;
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
}

export function createPeople(): People {
  let groups = new Map<string, Group>();
  let names = createNames();
  let changed = new Set<Group>();
  let timeline = createTimeline();
  let closedBy: Moment | null = null;

  function put(sighting: Sighting): void {
    const group = groups.getOrInsertComputed(names.keyOf(sighting), () => ({
      sightings: [],
      reported: false,
      presence: null,
    }));
    group.sightings.push(sighting);
    group.reported ||= sighting.reported;
    changed.add(group);
  }

  /** Recomputes the people that have changed since the last call. */
  function settle(end: Moment | null): void {
    const sameEnd = end?.at === closedBy?.at && end?.reported === closedBy?.reported;
    closedBy = end;
    for (const group of sameEnd ? changed : groups.values()) {
      const closing = end && (end.reported || !group.reported) ? end.at : null;
      const before = group.presence;
      if (before && before.end === closing && !changed.has(group)) continue;
      group.presence = presenceOf(group, closing);
      timeline.replace(before?.intervals ?? [], group.presence.intervals);
    }
    changed = new Set();
  }

  return {
    append(event) {
      const sightings = sightingsIn(event);
      const known = sightings.map(sighting => names.add(sighting));
      if (known.includes(false)) return false;
      sightings.forEach(put);
      return true;
    },
    rebuild(events) {
      groups = new Map();
      names = createNames();
      changed = new Set();
      timeline = createTimeline();
      const sightings = events.flatMap(sightingsIn);
      for (const sighting of sightings) names.add(sighting);
      sightings.forEach(put);
    },
    list(end) {
      settle(end);
      const present = [...groups.values()].flatMap(({ presence }) => (presence?.intervals.length ? presence : []));
      return present.sort(compareByArrival).map(({ attendee }) => attendee);
    },
    peak(end) {
      settle(end);
      return timeline.peak();
    },
  };
}

/** Identifies people by the names and ids reported so far. */
function createNames() {
  const idsOfName = new Map<string, Set<string>>();
  const withoutId = new Set<string>();
  return {
    /** False if a person known by name alone may now be a different one. */
    add({ id, name }: Person): boolean {
      if (name === null) return true;
      if (id === null) {
        withoutId.add(name);
        return true;
      }
      const ids = idsOfName.getOrInsertComputed(name, () => new Set());
      const isNew = !ids.has(id);
      ids.add(id);
      return !(isNew && withoutId.has(name));
    },
    keyOf({ id, name }: Person): string {
      if (id !== null) return `id ${id}`;
      if (name === null) return 'unknown';
      const [only, second] = idsOfName.get(name) ?? [];
      return only !== undefined && second === undefined ? `id ${only}` : `name ${name}`;
    },
  };
}

function presenceOf({ sightings }: Group, end: number | null): Presence {
  const intervals = mergeStays(sightings, end);
  const attendee = { ...describe(sightings), ...summarize(intervals) };
  const from = intervals.reduce((least, interval) => Math.min(least, firstOf(interval)), Number.POSITIVE_INFINITY);
  return { end, intervals, attendee, from };
}

function sightingsIn(event: StoredEvent): Sighting[] {
  const listed = [...(event.call?.people ?? []), ...(event.meeting?.people ?? [])].map(({ id, name, ...stay }) => ({
    id,
    name,
    joined: readInstant(stay.joinedAt),
    left: readInstant(stay.leftAt),
    reported: true,
  }));
  const { participant } = event;
  if (!participant) return listed;
  const { id, name } = participant;
  if (event.type === 'participant.joined') {
    const { at, reported } = momentBy(event, participant.joinedAt);
    return [...listed, { id, name, joined: at, left: null, reported }];
  }
  if (event.type !== 'participant.left') return listed;
  const joined = readInstant(participant.joinedAt);
  return [...listed, { id, name, joined, left: momentBy(event, participant.leftAt).at, reported: joined !== null }];
}

/** The person with the first reported name; `sightings` are in the order of their events. */
function describe(sightings: readonly Sighting[]): Person {
  return {
    id: sightings.find(({ id }) => id !== null)?.id ?? null,
    name: sightings.find(({ name }) => name !== null)?.name ?? null,
  };
}

function summarize(intervals: readonly Interval[]): Omit<Attendee, 'id' | 'name'> {
  const stays = intervals.map(({ joined, left }) => ({ joinedAt: writeInstant(joined), leftAt: writeInstant(left) }));
  const total = intervals.reduce<number | null>(
    (sum, { joined, left }) => (sum === null || joined === null || left === null ? null : sum + left - joined),
    0,
  );
  return {
    joinedAt: stays.find(stay => stay.joinedAt !== null)?.joinedAt ?? null,
    leftAt: stays.at(-1)?.leftAt ?? null,
    seconds: total === null ? null : Math.round(total / 1000),
    visits: stays.length,
    stays,
  };
}

function compareByArrival(a: Presence, b: Presence): number {
  return (
    a.from - b.from ||
    compareText(a.attendee.name ?? '', b.attendee.name ?? '') ||
    compareText(a.attendee.id ?? '', b.attendee.id ?? '')
  );
}

/** Compares by code units, independent of the locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** ISO 8601 UTC. */
export function writeInstant(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
