/** Finds what the short names mean for an event: event first, then its session; names before IDs. */
import type { Event, Part, Person, StoredEvent } from '../../events/event.ts';
import type { Attendee, Session } from '../../events/session.ts';
import { hasVisibleText } from '../../util/text/visible.ts';
import { kindTexts } from './short-names.ts';

/** Someone who took part, with the known facts of their stay. */
type TakingPart = Person & Partial<Pick<Attendee, 'joinedAt' | 'leftAt' | 'seconds' | 'visits'>>;

/** The values of the short names; null or empty when neither the event nor its session has one. */
interface ShortFacts {
  caller(): Person | null;
  callee(): Person | null;
  who(): Person[];
  people(): TakingPart[];
  group(): Person | null;
  room(): string | null;
  /** In seconds. */
  duration(): number | null;
  /** ISO 8601. */
  when(): string | null;
  /** The event's recording, else the newest of the session. */
  recording(): Part<'recording'> | null;
  kind(): string | null;
}

/** Reads the values of an event. Nothing is computed before it is read. */
export function readShortNames(event: StoredEvent, session: Session | null): ShortFacts {
  const names = createNames(event, session);
  const { call, meeting, message, participant, recording } = event;
  const caller = () => names.person(call?.caller, session?.caller);
  const called = () => names.person(call?.callee ?? message?.receiver, message ? null : session?.callee);
  const group = () => names.group(event.group ?? call?.group ?? message?.group, session?.group);
  const people = () => names.people(peopleOf(event, session));
  return {
    caller,
    callee: () => group() ?? called(),
    who: () => {
      if (call && !participant) {
        const one = event.type === 'call.rejected' ? (names.person(call.actor) ?? called()) : caller();
        return one ? [one] : [];
      }
      const actors = actorsOf(event);
      return actors ? names.people(actors.find(isAnyKnown) ?? []) : people();
    },
    people,
    group,
    room: () => firstText(meeting?.id, call?.room),
    duration: () => {
      if (participant) return secondsOf(participant, session);
      const known = recording ? [recording.duration] : [call?.duration, meeting?.duration, session?.duration];
      return known.find(seconds => seconds) ?? known.find(seconds => seconds === 0) ?? null;
    },
    when: () => firstText(event.time, event.receivedAt),
    recording: () => recording ?? lastRecording(session),
    kind: () => {
      const kind = call?.kind ?? session?.kind ?? null;
      if (kind) return kindTexts[kind];
      return meeting ? kindTexts.meeting : null;
    },
  };
}

/** Lists of people that may have acted, the most likely first. Null when the event is about everyone. */
function actorsOf({ type, participant, message, user, group }: Event): (Person | null)[][] | null {
  if (participant) return [[participant]];
  if (message) {
    const isBySender = !/^message\.(reaction|read|delivered)\b/.test(type);
    return [type.startsWith('moderation.') ? [] : [message.actor], isBySender ? [message.sender] : []];
  }
  if (user) return [[type === 'user.connection_changed' ? user : user.actor]];
  if (!group) return null;
  if (type === 'group.owner.transferred') return [[{ id: group.owner, name: null }]];
  return [type.startsWith('group.member.') ? (group.members ?? []) : [group.actor]];
}

const isAnyKnown = (people: readonly (Person | null)[]) => people.some(person => person && isKnown(person));

const isKnown = ({ id, name }: Person) => firstText(name, id) !== null;

/** The first list that has someone. */
function peopleOf({ recording, call, meeting, group, user, message }: Event, session: Session | null): TakingPart[] {
  const lists: (TakingPart[] | null | undefined)[] = [
    recording?.participants,
    session?.people,
    call?.people,
    meeting?.people,
    group?.members,
    user?.users,
    user && isKnown(user) ? [user] : null,
    message?.mentions,
  ];
  return lists.find(list => list && list.length > 0) ?? [];
}

/** The length of a person's stay. */
function secondsOf({ id, joinedAt, leftAt }: Part<'participant'>, session: Session | null): number | null {
  const stay = Date.parse(leftAt ?? '') - Date.parse(joinedAt ?? '');
  if (stay >= 0) return Math.round(stay / 1000);
  return (id !== null && session?.people.find(person => person.id === id)?.seconds) || null;
}

/** The newest recording that can be opened, else the newest. */
function lastRecording(session: Session | null): Part<'recording'> | null {
  const all = session?.recordings ?? [];
  return all.findLast(({ url, path }) => firstText(url, path) !== null) ?? all.at(-1) ?? null;
}

/** Finds the names of people and groups by ID, wherever the event or its session mentions them. */
function createNames(event: StoredEvent, session: Session | null) {
  const people = new Map<string, string>();
  const groups = new Map<string, string>();
  let isRead = false;
  const nameOf = (known: Map<string, string>, id: string | null) => {
    if (id === null) return null;
    if (!isRead) {
      collectNames(event, '', { people, groups });
      collectNames(session, '', { people, groups });
      isRead = true;
    }
    return known.get(id) ?? null;
  };

  /** The event's person; the session's fills in, unless it is someone else. */
  const merge = (known: Map<string, string>, own: Person | null | undefined, other: Person | null | undefined) => {
    const mine = own && isKnown(own) ? own : null;
    const id = firstText(mine?.id, mine ? null : other?.id);
    const isSame = mine === null || !firstText(mine.id) || !firstText(other?.id) || mine.id === other?.id;
    const name = firstText(mine?.name) ?? nameOf(known, id) ?? (isSame ? firstText(other?.name) : null);
    const knownId = id ?? (isSame ? firstText(other?.id) : null);
    return name === null && knownId === null ? null : { id: knownId, name };
  };

  return {
    person: (own?: Person | null, other?: Person | null): Person | null => merge(people, own, other),
    group: (own?: Person | null, other?: Person | null): Person | null => merge(groups, own, other),
    /** Each person once, with their name. A person without name and ID stays, to be counted. */
    people(list: readonly (TakingPart | null | undefined)[]): TakingPart[] {
      const seen = new Set<string>();
      return list.flatMap(one => {
        if (!one) return [];
        const name = firstText(one.name) ?? nameOf(people, firstText(one.id));
        // Copied only where it changes: there can be hundreds.
        const named = name === one.name ? one : { ...one, name };
        const key = firstText(one.id, named.name);
        if (key === null) return [named];
        if (seen.has(key)) return [];
        seen.add(key);
        return [named];
      });
    },
  };
}

interface KnownNames {
  people: Map<string, string>;
  groups: Map<string, string>;
}

/** Parts and fields whose name isn't a person's. */
const notPeople: ReadonlySet<string> = new Set(['batch', 'campaign']);

function collectNames(value: unknown, key: string, known: KnownNames): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) collectNames(item, key, known);
    return;
  }
  const { id, name } = value as Partial<Person>;
  if (typeof id === 'string' && typeof name === 'string' && hasVisibleText(name) && !notPeople.has(key)) {
    const names = key === 'group' ? known.groups : known.people;
    if (!names.has(id)) names.set(id, name);
  }
  for (const [inner, item] of Object.entries(value)) collectNames(item, inner, known);
}

/** The first text that readers can see. */
function firstText(...texts: (string | null | undefined)[]): string | null {
  return texts.find(text => typeof text === 'string' && hasVisibleText(text)) ?? null;
}
