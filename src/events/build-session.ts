/** The fold: out of a session's events, in whatever order they came, the one session that they tell of. */

import { type Moment, momentBy, readInstant } from './attendance.ts';
import type { Event, Part, Person, StoredEvent } from './event.ts';
import { insertInOrder, orderEvents } from './order.ts';
import { createPeople, type People, writeInstant } from './participants.ts';
import type { Session } from './session.ts';

type Outcome = NonNullable<Session['outcome']>;

/**
 * Computes the session that these events, all of one subject, tell of. Pure: neither the order of `events` nor an event
 * given twice changes anything, and quarantined events are left out. No events give a session of nothing but nulls.
 */
export function buildSession(events: readonly StoredEvent[]): Session {
  const ordered = orderEvents(events);
  const people = createPeople();
  people.rebuild(ordered);
  // A copy has each field computed.
  return { ...describeSession(ordered, people) };
}

/** A session whose events come one by one. */
export interface SessionBuilder {
  /** Takes one event more. Each has an id of its own. */
  add(event: StoredEvent): void;
  /**
   * The session of the events so far, as buildSession() gives it. Each field is computed when it is first read, so read it
   * before the next add(). What one event changes of the people costs little.
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

/** Each field is computed when it is read, once. */
function describeSession(ordered: readonly StoredEvent[], people: People): Session {
  const calls = once(() => ordered.filter(isCall).map(({ call }) => call));
  const came = once(() =>
    ordered.flatMap(event => [event.participant ?? [], event.call?.people ?? [], event.meeting?.people ?? []].flat()),
  );
  const outcome = once(() => findOutcome(ordered));
  const start = once(() => findStart(ordered));
  const end = once(() => findEnd(ordered, outcome()));
  const partOf = (name: 'caller' | 'callee') =>
    findPerson(
      calls().map(call => call[name]),
      came,
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

function once<Value>(compute: () => Value): () => Value {
  let computed: { value: Value } | null = null;
  return () => {
    computed ??= { value: compute() };
    return computed.value;
  };
}

/** Transfers and moves to another room tell of another leg: their parties and outcomes are not this call's. */
function isCall(event: StoredEvent): event is StoredEvent & { call: Part<'call'> } {
  return event.call !== undefined && !/^call\.(transfer|switch)\./.test(event.type);
}

/** Whoever picked up, picked up; else what happened first decided: a caller hangs up on a busy line, too. */
function findOutcome(ordered: readonly StoredEvent[]): Outcome | null {
  const outcomes = ordered.flatMap(event => (isCall(event) ? (outcomeOf(event) ?? []) : []));
  if (outcomes.includes('answered') || joinedCaller(ordered)) return 'answered';
  return outcomes[0] ?? null;
}

/** Whether somebody who is known not to be the caller joined the call. */
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

/** When people were connected, by the best word there is; for a call that nobody took, when it began to ring. */
function findStart(ordered: readonly StoredEvent[]): Moment | null {
  const begun = ordered.filter(({ type }) => type === 'call.started' || type === 'meeting.started').map(startOf);
  const ended = ordered.filter(event => isEnd(event) && saysStart(event)).map(startOf);
  const answered = ordered.filter(({ type }) => type === 'call.answered').map(event => momentBy(event));
  const joined = ordered.filter(({ type }) => type === 'participant.joined');
  return (
    earliest(begun.filter(({ said }) => said)) ??
    earliest(ended) ??
    earliest(begun) ??
    earliest(answered) ??
    earliest(joined.map(event => momentBy(event, event.participant?.joinedAt))) ??
    earliest(ordered.filter(isCall).map(startOf))
  );
}

function findEnd(ordered: readonly StoredEvent[], outcome: Outcome | null): Moment | null {
  const ends = ordered.filter(isEnd).map(endOf);
  if (ends.length > 0) return latest(ends.filter(({ said }) => said)) ?? latest(ends);
  if (outcome === null || outcome === 'answered') return null;
  const last = ordered.find(event => isCall(event) && outcomeOf(event) === outcome);
  return last ? endOf(last) : null;
}

/**
 * In seconds, by the provider's own count where it gives one. A call that nobody is known to have taken has none, and
 * neither has one that the provider said the start of and not the end: the receipt of the end may be hours late.
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
  if (start === null || (start.said && !end.said)) return null;
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

function saysStart({ call, meeting }: Event): boolean {
  return readInstant(call?.startedAt ?? meeting?.startedAt) !== null;
}

function earliest(moments: readonly Moment[]): Moment | null {
  return moments.reduce<Moment | null>((best, moment) => (best && best.at <= moment.at ? best : moment), null);
}

function latest(moments: readonly Moment[]): Moment | null {
  return moments.reduce<Moment | null>((best, moment) => (best && best.at >= moment.at ? best : moment), null);
}

/** The first that was named at all; a name that is missing there is looked for by id, among those who came as well. */
function findPerson(named: readonly Person[], came: () => readonly Person[]): Person {
  const first = named.find(({ id, name }) => id !== null || name !== null) ?? { id: null, name: null };
  const { id } = first;
  if (id === null || first.name !== null) return { id, name: first.name };
  const nameOf = (other: Person) => (other.id === id ? other.name : null);
  return { id, name: firstKnown(named, nameOf) ?? firstKnown(came(), nameOf) };
}

function firstKnown<Item, Value>(items: readonly Item[], read: (item: Item) => Value | null): Value | null {
  for (const item of items) {
    const value = read(item);
    if (value !== null) return value;
  }
  return null;
}
