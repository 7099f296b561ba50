/**
 * Lenient zod types for fields of webhooks. Each reads the forms that providers send, and is `null` for a missing or
 * unreadable value. They never fail, so that one unusual field doesn't quarantine an event; describeUnread() in
 * payload-problems.ts lists the unread values.
 */
import { z } from 'zod';
import type { Person } from '../events/event.ts';
import { parseUrl } from '../util/text/parse-url.ts';
import { hasVisibleText } from '../util/text/visible.ts';

const leaf = <T>(read: (value: unknown) => T | null) => z.unknown().transform(read).default(null);

/** Text or an id; ids can be numbers. Invisible text counts as absent, so that the uid replaces a blank name. */
export const text = leaf(readText);

/** A value of the provider's vocabulary, in lower case. */
export const word = leaf(value => readText(value)?.toLowerCase() ?? null);

/** One of these words, in any case. */
export const oneOf = <const Word extends string>(words: readonly Word[]) =>
  leaf(value => words.find(known => known === readText(value)?.toLowerCase()) ?? null);

/** An http or https link, unchanged. */
export const link = leaf(value => {
  const url = readText(value);
  return url && /^https?:/i.test(url) && parseUrl(url) ? url : null;
});

/** A non-negative number or a string with one. */
export const amount = leaf(value => {
  const number = readNumber(value);
  return number !== null && number >= 0 ? number : null;
});

/** A boolean, or the string `"true"` or `"false"`. */
export const flag = leaf(value => {
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : null;
});

/** Numbers from here on are milliseconds: as seconds it would be the year 5138, as milliseconds it is 1973. */
const firstMilliseconds = 1e11;
/** The year 10000, which ISO 8601 can't write in four digits. */
const lastMoment = 253_402_300_800_000;

/**
 * A time: seconds or milliseconds since 1970 as a number or string, or ISO 8601 with an offset. Returns ISO 8601 in UTC;
 * null for an impossible date (minute 60, 30 February) or one without an offset.
 */
export const moment = leaf(value => {
  const number = readNumber(value);
  const at = number === null ? parseInstant(value) : number < firstMilliseconds ? number * 1000 : number;
  return at !== null && at > 0 && at < lastMoment ? new Date(at).toISOString() : null;
});

/** A person or group: an id, `{uid, name}`, `{guid, name}`, or either wrapped as `{entity}`. */
export const who = leaf(readWho);

/**
 * People as a list, or as a map by id: `{"u-bob": {"name": "Bob"}}`, `{"u-bob": "Bob"}`. `id` is an item's id field, which
 * takes precedence over the key. A single person becomes a list of one.
 */
export const people = <Item extends z.ZodType>(item: Item, id = 'uid') =>
  z.preprocess(value => (isRecord(value) ? listPeople(value, id) : value), z.array(item).nullish());

/** A list. PHP writes a list with explicit keys as an object. */
export const list = <Item extends z.ZodType>(item: Item) =>
  z.preprocess(value => (isRecord(value) ? Object.values(value) : value), z.array(item).nullish());

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads text, without NUL and lone surrogates, which PostgreSQL can't store. */
export function readText(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  const clean = typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : '';
  return hasVisibleText(clean) ? clean : null;
}

function listPeople(map: Record<string, unknown>, id: string): unknown[] {
  if (readText(map[id]) !== null) return [map];
  const entries = Object.entries(map);
  // PHP also writes lists as objects, whose keys are indexes, not ids.
  if (entries.every(([key], index) => key === String(index))) return Object.values(map);
  return entries.map(([key, item]) => withId(item, id, key));
}

function withId(item: unknown, id: string, key: string): unknown {
  if (!isRecord(item)) {
    const name = readText(item);
    return { [id]: key, ...(name !== null && typeof item === 'string' && name !== key && { name }) };
  }
  if (isRecord(item.entity)) return { ...item, entity: withId(item.entity, id, key) };
  const known = readText(item[id]) ?? readText(item.guid);
  return known === null ? { ...item, [id]: key } : item;
}

function readNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : null;
}

function parseInstant(value: unknown): number | null {
  if (typeof value !== 'string') return null;
  try {
    return Temporal.Instant.from(value).epochMilliseconds;
  } catch {
    return null;
  }
}

function readWho(value: unknown): Person | null {
  if (!isRecord(value)) {
    const id = readText(value);
    return id === null ? null : { id, name: null };
  }
  const entity = isRecord(value.entity) ? value.entity : value;
  const id = readText(entity.uid) ?? readText(entity.guid);
  const name = readText(entity.name);
  return id === null && name === null ? null : { id, name };
}
