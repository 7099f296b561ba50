/**
 * The short names of templates: `{{caller}}` instead of `{{person call.caller session.caller "someone"}}`.
 *
 * A short name reads the event, then its session. A person or group is written by name, else by ID, else in the plain
 * words of this table. Plain words are false in `{{#if}}`. read-short-names.ts finds the values.
 */
import type { Field } from '../../events/fields.ts';

interface ShortNameUse {
  /** For people who write templates, in Markdown. */
  meaning: string;
  /** The plain words for an event without a value. */
  fallback: string;
}

export const shortNames = {
  caller: { meaning: 'the person who called', fallback: 'someone' },
  callee: { meaning: 'the person or group called or written to', fallback: 'someone' },
  who: { meaning: 'who the event is about: who called, declined, joined, wrote', fallback: 'someone' },
  people: { meaning: 'everyone who took part, like `Ann, Bo and 3 others`; a list for `#each`', fallback: 'someone' },
  group: { meaning: 'the group', fallback: 'the group' },
  room: { meaning: "the meeting's room", fallback: 'the room' },
  duration: { meaning: 'the length, like `1 min 5 s`', fallback: 'unknown' },
  when: { meaning: "date and time, in the reader's time zone", fallback: 'unknown' },
  recording: { meaning: 'a link to the recording, or its place in your storage', fallback: 'recording (no link)' },
  kind: { meaning: '`video call`, `voice call` or `meeting`', fallback: 'call' },
} as const satisfies Record<string, ShortNameUse>;

export type ShortName = keyof typeof shortNames;

/** The texts of `{{kind}}`. */
export const kindTexts = { audio: 'voice call', video: 'video call', meeting: 'meeting' } as const;

/** Whether `name` is a short name. */
export const isShortName = (name: string): name is ShortName => Object.hasOwn(shortNames, name);

const withParts = (path: string, ...names: string[]): Field[] =>
  names.map(name => ({ path: `${path}.${name}`, kind: 'text' }));

/** The short names as fields, with the names within them. `group` and `recording` have all names of their parts as well. */
export const shortFields: readonly Field[] = [
  { path: 'caller', kind: 'object' },
  ...withParts('caller', 'id', 'name'),
  { path: 'callee', kind: 'object' },
  ...withParts('callee', 'id', 'name'),
  { path: 'who', kind: 'text' },
  { path: 'people', kind: 'list' },
  ...withParts('people[]', 'id', 'name', 'joinedAt', 'leftAt'),
  { path: 'people[].seconds', kind: 'number' },
  { path: 'people[].visits', kind: 'number' },
  { path: 'room', kind: 'text' },
  { path: 'duration', kind: 'number' },
  { path: 'when', kind: 'text' },
  { path: 'kind', kind: 'text', values: [...Object.values(kindTexts), shortNames.kind.fallback] },
];
