/** Who was in a session, when, and how many at once. */
import type { Person, StoredEvent } from './event.ts';
import type { Attendee } from './session.ts';
import { firstOf, type Interval, type Mark, type Moment, mergeStays, momentBy, readInstant } from './stays.ts';

/** What one event says of one person. */
type Sighting = Person & Mark & { said: boolean };

/**
 * Everybody who came, in the order of their first moment, and the most people at once (null when nobody came).
 * People are the same by id; somebody without an id is the one person of that name, if there is just one. Those with
 * neither count as one, unknown.
 *
 * `end` is the session's end, null while it goes on. One that the provider did not say closes no stay whose beginning it
 * said.
 */
export function foldPeople(
  events: readonly StoredEvent[],
  end: Moment | null,
): { people: Attendee[]; peak: number | null } {
  const groups = groupByPerson(events.flatMap(sightingsIn)).map(sightings => ({
    who: describe(sightings),
    intervals: mergeStays(sightings, end && (end.said || !sightings.some(({ said }) => said)) ? end.at : null),
  }));
  const present = groups.filter(({ intervals }) => intervals.length > 0).sort(compareByArrival);
  return {
    people: present.map(({ who, intervals }) => ({ ...who, ...summarize(intervals) })),
    peak: findPeak(present.flatMap(({ intervals }) => intervals)),
  };
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

function groupByPerson(sightings: readonly Sighting[]): Sighting[][] {
  const idsOfName = new Map<string, Set<string>>();
  for (const { id, name } of sightings) {
    if (id !== null && name !== null) idsOfName.set(name, (idsOfName.get(name) ?? new Set()).add(id));
  }
  const keyOf = ({ id, name }: Sighting): string => {
    if (id !== null) return `id ${id}`;
    if (name === null) return 'unknown';
    const ids = [...(idsOfName.get(name) ?? [])];
    return ids.length === 1 ? `id ${ids[0]}` : `name ${name}`;
  };
  return [...Map.groupBy(sightings, keyOf).values()];
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

/**
 * Who leaves in the moment somebody else joins was not there with them; who joined and left in the same moment was
 * there in it.
 */
function findPeak(intervals: readonly Interval[]): number | null {
  if (intervals.length === 0) return null;
  const steps = intervals.flatMap(interval => {
    const from = firstOf(interval);
    const to = interval.left ?? Number.POSITIVE_INFINITY;
    return [
      { at: from, rank: 1, change: 1 },
      { at: to, rank: to > from ? 0 : 2, change: -1 },
    ];
  });
  let count = 0;
  let peak = 0;
  for (const { change } of steps.sort((a, b) => Math.sign(a.at - b.at) || a.rank - b.rank)) {
    count += change;
    peak = Math.max(peak, count);
  }
  return peak;
}

interface Presence {
  who: Person;
  intervals: Interval[];
}

function compareByArrival(a: Presence, b: Presence): number {
  const [first, second] = [a, b].map(({ intervals }) => Math.min(...intervals.map(firstOf)));
  return (
    (first ?? 0) - (second ?? 0) ||
    compareText(a.who.name ?? '', b.who.name ?? '') ||
    compareText(a.who.id ?? '', b.who.id ?? '')
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
