/** Computes a session from its events, independent of their order. */

import { once } from '../util/once.ts';
import type { Moment } from './attendance.ts';
import type { Person, StoredEvent } from './event.ts';
import type { Ordered } from './event-order.ts';
import { createPeople, type People, writeInstant } from './participants.ts';
import type { Session } from './session.ts';
import { addToState, createState, type Outcome, type SessionState } from './session-state.ts';

/**
 * Computes the session of these events, which share one subject. Pure: the order of `events` and repeated events don't
 * matter, and quarantined events are ignored. Without events every field is null.
 */
export function buildSession(events: readonly StoredEvent[]): Session {
  const builder = createSessionBuilder();
  for (const event of events) builder.add(event);
  // Copying computes every lazy field.
  return { ...builder.session() };
}

/** Builds a session from events that are added one by one. Each takes about the same time, however many there are. */
export interface SessionBuilder {
  add(event: StoredEvent): void;
  /**
   * The session of the events so far, as buildSession() computes it. Fields are computed on first read, so read them
   * before the next add().
   */
  session(): Session;
  /** The events so far, for another builder. */
  state(): SessionState;
}

/** Creates a builder that continues from a state, which it changes. */
export function createSessionBuilder(state: SessionState = createState()): SessionBuilder {
  const people = createPeople(state.stays);
  return {
    add(event) {
      if (event.status !== 'accepted') return;
      addToState(state, event);
      people.add(event);
    },
    session: () => describeSession(state, people),
    state: () => ({ ...state, stays: people.reports() }),
  };
}

/** The session with lazy fields, each computed once. */
function describeSession(state: SessionState, people: People): Session {
  const outcome = once(() => findOutcome(state));
  const start = once(() => findStart(state));
  const end = once(() => findEnd(state, outcome()));
  return lazily<Session>({
    id: () => state.id?.[1] ?? null,
    kind: () => state.kind?.[1] ?? null,
    outcome,
    caller: () => findPerson(state.callers, people.nameOf),
    callee: () => findPerson(state.callees, people.nameOf),
    group: () => findPerson(state.groups, () => null),
    startedAt: () => writeInstant(start()?.at ?? null),
    endedAt: () => writeInstant(end()?.at ?? null),
    duration: () => findDuration(state, outcome(), start(), end()),
    people: () => people.list(end()),
    peak: () => people.peak(end()),
    recordings: () => state.recordings.map(([, recording]) => recording),
    transcripts: () => state.transcripts.map(([, transcript]) => transcript),
  });
}

function lazily<Fields extends object>(compute: { [Name in keyof Fields]: () => Fields[Name] }): Fields {
  const fields = {};
  for (const [name, get] of Object.entries<() => unknown>(compute)) {
    Object.defineProperty(fields, name, { get: once(get), enumerable: true });
  }
  return fields as Fields;
}

/** `answered` if anyone picked up; otherwise the first outcome, since a caller also hangs up on a busy line. */
function findOutcome(state: SessionState): Outcome | null {
  return state.answered || joinedCaller(state) ? 'answered' : (state.outcome?.[1].outcome ?? null);
}

/** Whether a person other than the caller joined the call. */
function joinedCaller({ callers, joinedIds }: SessionState): boolean {
  const caller = callers.find(([, { id }]) => id !== null)?.[1].id;
  return caller !== undefined && joinedIds !== null && (joinedIds.least !== caller || joinedIds.greatest !== caller);
}

/** The time people were connected, from the most exact report; for an unanswered call, the time it began to ring. */
function findStart({ starts }: SessionState): Moment | null {
  const { started, ended } = starts;
  const reported = started.reported ?? ended.reported;
  if (reported !== null) return { at: reported, reported: true };
  const reports = [started, starts.answered, starts.joined, starts.call];
  return reports.map(firstOf).find(moment => moment !== null) ?? null;
}

/** The earlier of both times. */
function firstOf({ reported, received }: { reported: number | null; received: number | null }): Moment | null {
  if (reported !== null && (received === null || reported <= received)) return { at: reported, reported: true };
  return received === null ? null : { at: received, reported: false };
}

function findEnd({ end, outcome: first }: SessionState, outcome: Outcome | null): Moment | null {
  if (end.reported !== null) return { at: end.reported, reported: true };
  if (end.received !== null) return { at: end.received, reported: false };
  if (first === null || outcome === 'answered') return null;
  const { at, reported } = first[1];
  return { at, reported };
}

/**
 * The duration in seconds; the provider's own count if it sends one. Null for a call without a known answer, and if the
 * provider reported the start but not the end, whose receipt can be hours late.
 */
function findDuration(
  { isCall, duration }: SessionState,
  outcome: Outcome | null,
  start: Moment | null,
  end: Moment | null,
): number | null {
  if (end === null || (outcome !== 'answered' && isCall)) return null;
  if (duration !== null) return duration[1];
  if (start === null || (start.reported && !end.reported)) return null;
  return Math.max(0, Math.round((end.at - start.at) / 1000));
}

/** The first person. A missing name is looked up by ID, among those who took part as well. */
function findPerson(named: readonly Ordered<Person>[], nameOf: (id: string) => string | null): Person {
  const { id, name } = named[0]?.[1] ?? { id: null, name: null };
  if (id === null || name !== null) return { id, name };
  const same = named.find(([, other]) => other.id === id && other.name !== null);
  return { id, name: same?.[1].name ?? nameOf(id) };
}
