/** Computes a session from its events, independent of their order. */

import { once } from '../util/once.ts';
import { type Moment, momentBy, readInstant } from './attendance.ts';
import type { Event, Part, Person, StoredEvent } from './event.ts';
import { insertInOrder, orderEvents } from './event-order.ts';
import { createPeople, type People, writeInstant } from './participants.ts';
import type { Session } from './session.ts';

type Outcome = NonNullable<Session['outcome']>;

/**
 * Computes the session of these events, which share one subject. Pure: the order of `events` and repeated events don't
 * matter, and quarantined events are ignored. Without events every field is null.
 */
export function buildSession(events: readonly StoredEvent[]): Session {
  const ordered = orderEvents(events);
  const people = createPeople();
  people.rebuild(ordered);
  // Copying computes every lazy field.
  return { ...describeSession(ordered, people) };
}

/** Builds a session from events that are added one by one. */
export interface SessionBuilder {
  /** Adds an event. Each has its own id. */
  add(event: StoredEvent): void;
  /**
   * The session of the events so far, as buildSession() computes it. Fields are computed on first read, so read them
   * before the next add(). The list of people is updated, not recomputed, after each event.
   */
  session(): Session;
}

export function createSessionBuilder(): SessionBuilder {
  const ordered: StoredEvent[] = [];
  const people = createPeople();
  let complete = true;
  return {
    add(event) {
      if (event.status !== 'accepted') return;
      const isLast = insertInOrder(ordered, event);
      complete &&= isLast && people.append(event);
    },
    session() {
      if (!complete) people.rebuild(ordered);
      complete = true;
      return describeSession(ordered, people);
    },
  };
}

/** The session with lazy fields, each computed once. */
function describeSession(ordered: readonly StoredEvent[], people: People): Session {
  const calls = once(() => ordered.filter(isCall).map(({ call }) => call));
  const attendees = once(() =>
    ordered.flatMap(event => [event.participant ?? [], event.call?.people ?? [], event.meeting?.people ?? []].flat()),
  );
  const outcome = once(() => findOutcome(ordered));
  const start = once(() => findStart(ordered));
  const end = once(() => findEnd(ordered, outcome()));
  const partOf = (name: 'caller' | 'callee') =>
    findPerson(
      calls().map(call => call[name]),
      attendees,
    );
  return lazily<Session>({
    id: () => firstKnown(ordered, event => event.subject),
    kind: () => firstKnown(calls(), call => call.kind),
    outcome,
    caller: () => partOf('caller'),
    callee: () => partOf('callee'),
    group: () =>
      findPerson(
        calls().map(call => call.group),
        () => [],
      ),
    startedAt: () => writeInstant(start()?.at ?? null),
    endedAt: () => writeInstant(end()?.at ?? null),
    duration: () => findDuration(ordered, outcome(), start(), end()),
    people: () => people.list(end()),
    peak: () => people.peak(end()),
    recordings: () => ordered.flatMap(event => (event.type === 'recording.ready' ? (event.recording ?? []) : [])),
    transcripts: () =>
      ordered.flatMap(event => (event.type === 'transcription.ready' ? (event.transcription ?? []) : [])),
  });
}

function lazily<Fields extends object>(compute: { [Name in keyof Fields]: () => Fields[Name] }): Fields {
  const fields = {};
  for (const [name, get] of Object.entries<() => unknown>(compute)) {
    Object.defineProperty(fields, name, { get: once(get), enumerable: true });
  }
  return fields as Fields;
}

/** Excludes transfers and room switches, which report another leg: its parties and outcome aren't this call's. */
function isCall(event: StoredEvent): event is StoredEvent & { call: Part<'call'> } {
  return event.call !== undefined && !/^call\.(transfer|switch)\./.test(event.type);
}

/** `answered` if anyone picked up; otherwise the first outcome, since a caller also hangs up on a busy line. */
function findOutcome(ordered: readonly StoredEvent[]): Outcome | null {
  const outcomes = ordered.flatMap(event => (isCall(event) ? (outcomeOf(event) ?? []) : []));
  if (outcomes.includes('answered') || joinedCaller(ordered)) return 'answered';
  return outcomes[0] ?? null;
}

/** Whether a person other than the caller joined the call. */
function joinedCaller(ordered: readonly StoredEvent[]): boolean {
  const caller = firstKnown(ordered.filter(isCall), ({ call }) => call.caller.id);
  if (caller === null) return false;
  return ordered.some(({ type, call, participant }) => {
    const id = type === 'participant.joined' && call ? participant?.id : null;
    return typeof id === 'string' && id !== caller;
  });
}

function outcomeOf({ type, call }: StoredEvent & { call: Part<'call'> }): Outcome | null {
  if (type === 'call.answered' || type === 'call.started') return 'answered';
  if (call.outcome !== null) return call.outcome;
  if (type === 'call.rejected') return 'rejected';
  if (type === 'call.failed') return 'failed';
  const wasConnected = type === 'call.ended' && ((call.people?.length ?? 0) > 0 || (call.duration ?? 0) > 0);
  return wasConnected ? 'answered' : null;
}

/** The time people were connected, from the most exact report; for an unanswered call, the time it began to ring. */
function findStart(ordered: readonly StoredEvent[]): Moment | null {
  const started = ordered.filter(({ type }) => type === 'call.started' || type === 'meeting.started').map(startOf);
  const ended = ordered.filter(event => isEnd(event) && reportsStart(event)).map(startOf);
  const answered = ordered.filter(({ type }) => type === 'call.answered').map(event => momentBy(event));
  const joined = ordered.filter(({ type }) => type === 'participant.joined');
  return (
    earliest(started.filter(({ reported }) => reported)) ??
    earliest(ended) ??
    earliest(started) ??
    earliest(answered) ??
    earliest(joined.map(event => momentBy(event, event.participant?.joinedAt))) ??
    earliest(ordered.filter(isCall).map(startOf))
  );
}

function findEnd(ordered: readonly StoredEvent[], outcome: Outcome | null): Moment | null {
  const ends = ordered.filter(isEnd).map(endOf);
  if (ends.length > 0) return latest(ends.filter(({ reported }) => reported)) ?? latest(ends);
  if (outcome === null || outcome === 'answered') return null;
  const last = ordered.find(event => isCall(event) && outcomeOf(event) === outcome);
  return last ? endOf(last) : null;
}

/**
 * The duration in seconds; the provider's own count if it sends one. Null for a call without a known answer, and if the
 * provider reported the start but not the end, whose receipt can be hours late.
 */
function findDuration(
  ordered: readonly StoredEvent[],
  outcome: Outcome | null,
  start: Moment | null,
  end: Moment | null,
): number | null {
  if (end === null || (outcome !== 'answered' && ordered.some(isCall))) return null;
  const count = firstKnown(ordered.filter(isEnd), event => event.call?.duration ?? event.meeting?.duration ?? null);
  if (count !== null) return count;
  if (start === null || (start.reported && !end.reported)) return null;
  return Math.max(0, Math.round((end.at - start.at) / 1000));
}

function isEnd({ type }: Event): boolean {
  return type === 'call.ended' || type === 'meeting.ended';
}

function startOf(event: StoredEvent): Moment {
  return momentBy(event, event.call?.startedAt ?? event.meeting?.startedAt);
}

function endOf(event: StoredEvent): Moment {
  return momentBy(event, event.call?.endedAt ?? event.meeting?.endedAt);
}

function reportsStart({ call, meeting }: Event): boolean {
  return readInstant(call?.startedAt ?? meeting?.startedAt) !== null;
}

function earliest(moments: readonly Moment[]): Moment | null {
  return moments.reduce<Moment | null>((best, moment) => (best && best.at <= moment.at ? best : moment), null);
}

function latest(moments: readonly Moment[]): Moment | null {
  return moments.reduce<Moment | null>((best, moment) => (best && best.at >= moment.at ? best : moment), null);
}

/** The first person with an id or a name. A missing name is looked up by id, among the attendees as well. */
function findPerson(named: readonly Person[], attendees: () => readonly Person[]): Person {
  const first = named.find(({ id, name }) => id !== null || name !== null) ?? { id: null, name: null };
  const { id } = first;
  if (id === null || first.name !== null) return { id, name: first.name };
  const nameOf = (other: Person) => (other.id === id ? other.name : null);
  return { id, name: firstKnown(named, nameOf) ?? firstKnown(attendees(), nameOf) };
}

function firstKnown<Item, Value>(items: readonly Item[], read: (item: Item) => Value | null): Value | null {
  for (const item of items) {
    const value = read(item);
    if (value !== null) return value;
  }
  return null;
}
