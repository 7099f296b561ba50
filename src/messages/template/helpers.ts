/**
 * The helpers of templates. Each is a function of its parameters in the template. `undefined` and `null` mean a value that
 * the event doesn't have; they are written as nothing.
 */

import { listAnd } from '../../util/lists.ts';
import { counted } from '../../util/plural.ts';
import { bounds, TemplateError } from '../bounds.ts';
import type { Slots } from '../markdown/placeholders.ts';
import type { TimeStyle } from '../message.ts';
import { toTime, writeDuration } from '../times.ts';
import { isAbsent, isTrue, ShortValue, Value } from './values.ts';

/** The rendering that helpers work for. */
interface HelperScope {
  slots: Slots;
  timezone: string | null;
  /** Time of the event, ISO 8601, for `{{time}}` without a value. */
  eventTime: string | null;
}

/** `hash` has the named parameters, `max=3`; `context` is `this` in the template. */
export type Helper = (values: unknown[], hash: Record<string, unknown>, context: unknown) => unknown;

/** Facts about a helper, for the check and the documentation. */
interface HelperUse {
  /** Minimum number of values. */
  needs: number;
  /** For people who write templates, in Markdown. */
  meaning: string;
  example: string;
}

export const helperUses = {
  person: {
    needs: 1,
    meaning: 'the first available name, then ID, then your fallback text',
    example: '{{person call.caller session.caller "someone"}}',
  },
  list: {
    needs: 1,
    meaning: 'names, like `Ann, Bob and 3 others`; five by default, or `max`',
    example: '{{list session.people max=3}}',
  },
  count: { needs: 1, meaning: 'the number of entries in a list', example: '{{count session.people}}' },
  plural: {
    needs: 3,
    meaning: 'a number or the length of a list with its noun: `3 people`',
    example: '{{plural session.peak "person" "people"}}',
  },
  duration: {
    needs: 0,
    meaning: 'seconds, written as `1 min 5 s`; without a value, the length of the event or its session',
    example: '{{duration seconds}}',
  },
  time: {
    needs: 0,
    meaning: "the time of day in the reader's time zone; without a value, when the event happened",
    example: '{{time call.startedAt}}',
  },
  date: { needs: 0, meaning: "the date in the reader's time zone", example: '{{date call.startedAt}}' },
  datetime: { needs: 0, meaning: "date and time in the reader's time zone", example: '{{datetime call.startedAt}}' },
  ago: { needs: 0, meaning: 'relative time, e.g. `5 minutes ago`', example: '{{ago call.startedAt}}' },
  pick: {
    needs: 1,
    meaning: 'maps a value to text; the first text is the default',
    example: '{{pick call.kind "call" audio="voice call" video="video call"}}',
  },
  code: { needs: 1, meaning: 'formats an ID or a path as code', example: '{{code recording.path}}' },
  eq: { needs: 2, meaning: 'true if two values are equal', example: '{{#if (eq call.kind "video")}}' },
  gt: { needs: 2, meaning: 'true if the first number is larger', example: '{{#if (gt session.peak 1)}}' },
  and: { needs: 2, meaning: 'true if all have a value', example: '{{#if (and recording.url recording.duration)}}' },
  or: { needs: 2, meaning: 'the first available value', example: '{{or recording.kind "recording"}}' },
  not: { needs: 1, meaning: 'true if it has no value', example: '{{#if (not recording.url)}}' },
} as const satisfies Record<string, HelperUse>;

export type HelperName = keyof typeof helperUses;

export function createHelpers({ slots, timezone, eventTime }: HelperScope): Record<HelperName, Helper> {
  const moment =
    (format: TimeStyle): Helper =>
    values => {
      const iso = values.length ? Value.contentOf(values[0]) : eventTime;
      const time = typeof iso === 'string' ? toTime(iso, format, timezone) : null;
      return time && slots.keepTime(time);
    };

  let entries = 0;
  const look = (count: number) => {
    entries += count;
    if (entries > bounds.entries)
      throw new TemplateError('The same long list or text is used too often. Use {{list}} and {{eq}} less');
  };

  return {
    person: values => nameOf(values),
    list: ([items, max], hash) => writeList(items, hash.max ?? max, look),
    count: ([items]) => (Array.isArray(items) ? items.length : null),
    plural: ([count, one, many]) => writePlural(Array.isArray(count) ? count.length : count, one, many),
    duration: (values, _, context) => writeSeconds(values.length ? values[0] : durationOf(context)),
    time: moment('time'),
    date: moment('date'),
    datetime: moment('datetime'),
    ago: moment('relative'),
    pick: ([value, otherwise], hash) => {
      const word = Value.contentOf(value);
      // Lists and objects never match, and converting a long one to text takes long.
      if (typeof word === 'object' && word !== null) return otherwise;
      return Object.hasOwn(hash, String(word)) ? hash[String(word)] : otherwise;
    },
    code: ([value]) => (isAbsent(value) ? value : `\`${value}\``),
    eq: ([a, b]) => isEqual(Value.contentOf(a), Value.contentOf(b), look),
    gt: values => isGreater(values.map(Value.contentOf)),
    and: values => values.every(isTrue),
    or: values => values.find(isTrue),
    not: ([value]) => !isTrue(value),
  };
}

/** Comparing two equal long texts reads them whole, so it counts like the entries of a list. */
function isEqual(a: unknown, b: unknown, look: (count: number) => void): boolean {
  if (typeof a === 'string' && typeof b === 'string' && a.length === b.length) look(Math.floor(a.length / 1000));
  return a === b;
}

const isGreater = ([a, b]: unknown[]) => typeof a === 'number' && typeof b === 'number' && a > b;

/** `duration` of the event, or of the item within #each. */
const durationOf = (context: unknown): unknown =>
  typeof context === 'object' && context !== null && Object.hasOwn(context, 'duration')
    ? (context as { duration: unknown }).duration
    : null;

function writeSeconds(value: unknown): unknown {
  const seconds = Value.contentOf(value);
  if (typeof seconds === 'number') return writeDuration(seconds);
  return value instanceof ShortValue ? value : null;
}

/**
 * The best name for a person with several descriptions (from the event and the session): the first name, else the first
 * id, else the template's fallback text, else null.
 */
function nameOf(descriptions: unknown[]): unknown {
  const objects = descriptions.filter(isDescription);
  const texts = descriptions.filter(description => description instanceof Value || description instanceof ShortValue);
  const words = descriptions.filter(description => typeof description === 'string');
  const candidates = [...objects.map(({ name }) => name), ...texts, ...objects.map(({ id }) => id), ...words];
  return candidates.find(candidate => !isAbsent(candidate)) ?? texts.at(-1) ?? null;
}

const isDescription = (value: unknown): value is { name?: unknown; id?: unknown } =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Value) &&
  !(value instanceof ShortValue);

/** `Ann, Bob and 3 others`. A person without name and id is one of the others. `countEntries` counts the entries read. */
function writeList(items: unknown, max: unknown, countEntries: (count: number) => void): string | null {
  if (!Array.isArray(items) || items.length === 0) return null;
  const most = typeof max === 'number' && max >= 1 ? max : 5;
  const shown: string[] = [];
  for (const item of items) {
    if (shown.length + 1 > most) break;
    countEntries(1);
    const name = nameOf([item]);
    if (!isAbsent(name)) shown.push(String(name));
  }
  const others = items.length - shown.length;
  if (others === 0) return listAnd(shown);
  return listAnd([...shown, shown.length ? writePlural(others, 'other', 'others') : String(others)]);
}

function writePlural(count: unknown, one: unknown, many: unknown): string {
  if (typeof count !== 'number') return '';
  return counted(count, String(one), String(many));
}
