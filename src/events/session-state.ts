/**
 * The state of a session: everything that its events tell, in bounded size. It can be stored as JSON. Adding events in any
 * order, and some of them repeatedly, gives the same state.
 */
import { type Moment, momentBy, readInstant } from './attendance.ts';
import { boundPerson } from './bound-person.ts';
import type { Part, Person, StoredEvent } from './event.ts';
import { addDistinct, addNewest, compareText, earlier, type Ordered, orderOf } from './event-order.ts';
import type { Session } from './session.ts';
import type { StayReport } from './stay-reports.ts';

export type Outcome = NonNullable<Session['outcome']>;

/** The bounds of a state. */
const bounds = {
  /** The first different people reported as caller, as callee, or as group. */
  parties: 5,
  /** The newest recordings, and the newest transcripts. */
  files: 20,
  /** Characters of one recording or transcript as JSON. A longer one is left out. */
  file: 8000,
};

/** The earliest or the latest time, among reported ones and among times of receipt. */
interface Extreme {
  reported: number | null;
  received: number | null;
}

/** Bump `version` when the meaning of a field changes: states of other versions are computed again. */
export const stateVersion = 1;

export interface SessionState {
  version: number;
  id: Ordered<string> | null;
  /** Whether any event is about a call. */
  isCall: boolean;
  kind: Ordered<NonNullable<Session['kind']>> | null;
  /** Whether anyone picked up. */
  answered: boolean;
  /** The first outcome, and when that event ended the call. */
  outcome: Ordered<Moment & { outcome: Outcome }> | null;
  /** The least and the greatest ID of those who joined the call: two different IDs mean two people. */
  joinedIds: { least: string; greatest: string } | null;
  callers: Ordered<Person>[];
  callees: Ordered<Person>[];
  groups: Ordered<Person>[];
  /** The earliest time of each kind of report about the start. */
  starts: Record<StartReport, Extreme>;
  /** The latest end. */
  end: Extreme;
  /** The provider's own count of seconds. */
  duration: Ordered<number> | null;
  recordings: Ordered<Part<'recording'>>[];
  transcripts: Ordered<Part<'transcription'>>[];
  /** The newest reports of people; people.ts adds them. */
  stays: StayReport[];
}

export type StartReport = 'started' | 'ended' | 'answered' | 'joined' | 'call';

export function createState(): SessionState {
  const unknown = (): Extreme => ({ reported: null, received: null });
  return {
    version: stateVersion,
    id: null,
    isCall: false,
    kind: null,
    answered: false,
    outcome: null,
    joinedIds: null,
    callers: [],
    callees: [],
    groups: [],
    starts: { started: unknown(), ended: unknown(), answered: unknown(), joined: unknown(), call: unknown() },
    end: unknown(),
    duration: null,
    recordings: [],
    transcripts: [],
    stays: [],
  };
}

/** Adds an accepted event, apart from its stays. */
export function addToState(state: SessionState, event: StoredEvent): void {
  const order = orderOf(event);
  const { type, subject, participant, recording, transcription } = event;
  if (subject !== null) state.id = earlier(state.id, [order, subject]);
  if (isCall(event)) addCall(state, event, order);
  if (type === 'call.started' || type === 'meeting.started') addEarliest(state.starts.started, startOf(event));
  if (type === 'call.answered') addEarliest(state.starts.answered, momentBy(event));
  if (type === 'call.ended' || type === 'meeting.ended') addEnd(state, event, order);
  if (type === 'participant.joined') {
    addEarliest(state.starts.joined, momentBy(event, participant?.joinedAt));
    const { id = null } = event.call && participant ? boundPerson(participant) : {};
    if (id !== null) addJoinedId(state, id);
  }
  if (type === 'recording.ready' && recording) addFile(state.recordings, [order, recording]);
  if (type === 'transcription.ready' && transcription) addFile(state.transcripts, [order, transcription]);
}

type CallEvent = StoredEvent & { call: Part<'call'> };

/** Excludes transfers and room switches, which report another leg: its parties and outcome aren't this call's. */
function isCall(event: StoredEvent): event is CallEvent {
  return event.call !== undefined && !/^call\.(transfer|switch)\./.test(event.type);
}

function addCall(state: SessionState, event: CallEvent, order: number): void {
  const { kind, caller, callee, group } = event.call;
  state.isCall = true;
  if (kind !== null) state.kind = earlier(state.kind, [order, kind]);
  const outcome = outcomeOf(event);
  state.answered ||= outcome === 'answered';
  if (outcome !== null) state.outcome = earlier(state.outcome, [order, { outcome, ...endOf(event) }]);
  addParty(state.callers, order, caller);
  addParty(state.callees, order, callee);
  addParty(state.groups, order, group);
  addEarliest(state.starts.call, startOf(event));
}

function outcomeOf({ type, call }: CallEvent): Outcome | null {
  if (type === 'call.answered' || type === 'call.started') return 'answered';
  if (call.outcome !== null) return call.outcome;
  if (type === 'call.rejected') return 'rejected';
  if (type === 'call.failed') return 'failed';
  const wasConnected = type === 'call.ended' && ((call.people?.length ?? 0) > 0 || (call.duration ?? 0) > 0);
  return wasConnected ? 'answered' : null;
}

function addEnd(state: SessionState, event: StoredEvent, order: number): void {
  const { call, meeting } = event;
  if (readInstant(call?.startedAt ?? meeting?.startedAt) !== null) addEarliest(state.starts.ended, startOf(event));
  const { at, reported } = endOf(event);
  const name = reported ? 'reported' : 'received';
  state.end[name] = Math.max(state.end[name] ?? at, at);
  const seconds = call?.duration ?? meeting?.duration ?? null;
  if (seconds !== null) state.duration = earlier(state.duration, [order, seconds]);
}

function addEarliest(known: Extreme, { at, reported }: Moment): void {
  const name = reported ? 'reported' : 'received';
  known[name] = Math.min(known[name] ?? at, at);
}

function addParty(parties: Ordered<Person>[], order: number, { id, name }: Person): void {
  if (id !== null || name !== null) addDistinct(parties, [order, boundPerson({ id, name })], bounds.parties);
}

function addJoinedId(state: SessionState, id: string): void {
  const { least, greatest } = state.joinedIds ?? { least: id, greatest: id };
  state.joinedIds = {
    least: compareText(id, least) < 0 ? id : least,
    greatest: compareText(id, greatest) > 0 ? id : greatest,
  };
}

function addFile<File>(files: Ordered<File>[], added: Ordered<File>): void {
  if (JSON.stringify(added[1]).length <= bounds.file) addNewest(files, added, bounds.files);
}

function startOf(event: StoredEvent): Moment {
  return momentBy(event, event.call?.startedAt ?? event.meeting?.startedAt);
}

function endOf(event: StoredEvent): Moment {
  return momentBy(event, event.call?.endedAt ?? event.meeting?.endedAt);
}
