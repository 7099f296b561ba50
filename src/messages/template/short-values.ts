/** Turns the values of the short names into text. Plain words get a capital letter where a sentence starts. */
import type { Person, StoredEvent } from '../../events/event.ts';
import type { Session } from '../../events/session.ts';
import { listAnd } from '../../util/lists.ts';
import { once } from '../../util/once.ts';
import { counted } from '../../util/plural.ts';
import { hasVisibleText } from '../../util/text/visible.ts';
import { bounds } from '../bounds.ts';
import { createLazyList } from '../lazy-list.ts';
import { isLink, type Slots } from '../markdown/placeholders.ts';
import { toTime, writeDuration } from '../times.ts';
import { readShortNames } from './read-short-names.ts';
import { type ShortName, shortNames } from './short-names.ts';
import { ShortValue, wrap } from './values.ts';

interface ShortScope {
  event: StoredEvent;
  session: Session | null;
  slots: Slots;
  timezone: string | null;
}

/** Names in a list before it counts the others. */
const mostNames = 3;

/** Functions that create the values of the short names for one rendering. */
export function createShortValues({ event, session, slots, timezone }: ShortScope): Record<ShortName, () => unknown> {
  const facts = readShortNames(event, session);
  const words = (name: ShortName) =>
    new ShortValue({ content: null, isReal: false, write: () => slots.keepWords(shortNames[name].fallback) });
  const textOf = (text: string) => () => slots.keep(text, bounds.value);
  const fieldsOf = (value: unknown, name: string) => wrap(value, name, slots);

  /** A person or group: the name, else the ID. */
  const personValue = (person: Person | null, name: ShortName) => {
    const text = person && nameOf(person);
    const value = text === null ? words(name) : new ShortValue({ content: text, isReal: true, write: textOf(text) });
    return Object.assign(value, fieldsOf(person, name));
  };

  /** `Ann, Bo and 3 others`. A person without name and ID is one of the others. */
  const writeNames = (people: readonly Person[]): string => {
    const shown: string[] = [];
    for (const person of people) {
      if (shown.length === mostNames) break;
      const name = nameOf(person);
      if (name !== null) shown.push(slots.keep(name, bounds.value));
    }
    const others = people.length - shown.length;
    if (others === 0) return listAnd(shown);
    if (shown.length === 0) return slots.keepWords(counted(others, 'person', 'people'));
    return listAnd([...shown, counted(others, 'other')]);
  };

  const writeList = (people: readonly Person[], name: ShortName) =>
    people.length > 0 ? writeNames(people) : slots.keepWords(shortNames[name].fallback);

  const textValue = (text: string | null, name: ShortName) =>
    text === null ? words(name) : new ShortValue({ content: text, isReal: true, write: textOf(text) });

  return {
    caller: () => personValue(facts.caller(), 'caller'),
    callee: () => personValue(facts.callee(), 'callee'),
    who: once(() => {
      const people = facts.who();
      const content = people.map(nameOf).find(name => name !== null) ?? null;
      return new ShortValue({ content, isReal: people.length > 0, write: once(() => writeList(people, 'who')) });
    }),
    // Once per rendering: a list can have 10,000 people, and a template can write it often.
    people: once(() => {
      const people = facts.people();
      const items = createLazyList(people.length, at => personValue(people[at] as Person, 'people'));
      // An array, for #each and count, that Handlebars writes as names.
      return Object.defineProperty(items, 'toString', { value: once(() => writeList(people, 'people')) });
    }),
    group: () =>
      Object.assign(personValue(facts.group(), 'group'), fieldsOf({ ...event.group, ...facts.group() }, 'group')),
    room: () => textValue(facts.room(), 'room'),
    duration: () => {
      const seconds = facts.duration();
      const text = seconds === null ? '' : writeDuration(seconds);
      if (text === '') return words('duration');
      return new ShortValue({ content: seconds, isReal: seconds !== 0, write: () => text });
    },
    when: () => {
      const iso = facts.when();
      const time = iso === null ? null : toTime(iso, 'datetime', timezone);
      return time ? new ShortValue({ content: iso, isReal: true, write: () => slots.keepTime(time) }) : words('when');
    },
    recording: () => {
      const known = facts.recording();
      return Object.assign(recordingValue(known), fieldsOf(known, 'recording'));
    },
    kind: () => {
      const kind = facts.kind();
      if (kind === null) return words('kind');
      return new ShortValue({ content: kind, isReal: true, write: () => slots.keepWords(kind) });
    },
  };

  function recordingValue(known: ReturnType<typeof facts.recording>): ShortValue {
    const url = known?.url ?? known?.urls?.[0] ?? '';
    const path = known?.path ?? '';
    if (isLink(url)) {
      return new ShortValue({ content: url, isReal: true, write: () => slots.keepLink(url, 'recording') });
    }
    if (!hasVisibleText(path)) return words('recording');
    const write = () => `${slots.keepWords('recording in your storage:')} ${slots.keep(path, bounds.value)}`;
    return new ShortValue({ content: path, isReal: true, write });
  }
}

function nameOf({ name, id }: Person): string | null {
  return [name, id].find(text => text !== null && hasVisibleText(text)) ?? null;
}
