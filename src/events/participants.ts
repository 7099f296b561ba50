/** Who was in a session, when, and how many at once. */

import { firstOf, type Interval, type Mark, type Moment, mergeStays, momentBy, readInstant } from './attendance.ts';
import type { Person, StoredEvent } from './event.ts';
import type { Attendee } from './session.ts';
import { createTimeline } from './timeline.ts';

/** What one event says of one person. */
type Sighting = Person & Mark & { said: boolean };

/** What all events say of one person. */
interface Group {
  sightings: Sighting[];
  /** Whether the provider said the beginning of any stay. */
  said: boolean;
  /** What follows from the sightings and the session's end; null until it is computed, and after a change. */
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

/** The people of a session, of which one event more costs little. */
export interface People {
  /** Takes the event that is last in order. False: it changes who is who, and rebuild() has to be called. */
  append(event: StoredEvent): boolean;
  /** Begins again with all events, in order. */
  rebuild(events: readonly StoredEvent[]): void;
  /**
   * Everyone who came, in the order of their first moment. People are the same by id; someone without an id is the one
   * person of that name, if there is just one. Those with neither count as one, unknown.
   *
   * `end` is the session's end, null while it goes on. One that the provider did not say closes no stay whose beginning
   * it said.
   */
  list(end: Moment | null): Attendee[];
  /** The most people at once, null when nobody came. */
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
      said: false,
      presence: null,
    }));
    group.sightings.push(sighting);
    group.said ||= sighting.said;
    changed.add(group);
  }

  /** Computes what has changed since the last time. */
  function settle(end: Moment | null): void {
    const sameEnd = end?.at === closedBy?.at && end?.said === closedBy?.said;
    closedBy = end;
    for (const group of sameEnd ? changed : groups.values()) {
      const closing = end && (end.said || !group.said) ? end.at : null;
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

/** Which people there are by the names and ids that were said so far. */
function createNames() {
  const idsOfName = new Map<string, Set<string>>();
  const withoutId = new Set<string>();
  return {
    /** False when somebody who was known by name alone may be another person now. */
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
    said: true,
  }));
  const { participant } = event;
  if (!participant) return listed;
  const { id, name } = participant;
  if (event.type === 'participant.joined') {
    const { at, said } = momentBy(event, participant.joinedAt);
    return [...listed, { id, name, joined: at, left: null, said }];
  }
  if (event.type !== 'participant.left') return listed;
  const joined = readInstant(participant.joinedAt);
  return [...listed, { id, name, joined, left: momentBy(event, participant.leftAt).at, said: joined !== null }];
}

/** The first name that was said, `sightings` being in the order of their events. */
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

/** By code units: the same everywhere, whatever the locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** ISO 8601 UTC. */
export function writeInstant(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
