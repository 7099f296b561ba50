/**
 * What a field of a webhook may hold, as lenient zod types: each reads the forms that providers are seen to send and
 * is `null` when the field is absent or cannot be understood. It never fails, so that one odd field does not cost the
 * event; describeUnread (notes.ts) then says what could not be read.
 */
import { z } from 'zod';
import type { Person } from '../events/event.ts';
import { hasVisibleText } from '../util/text/visible.ts';

const leaf = <T>(read: (value: unknown) => T | null) => z.unknown().transform(read).default(null);

/** Words or an id; ids come as numbers too. Text that nobody can see is absent, so a blank name gives way to the uid. */
export const text = leaf(readText);

/** A word of the provider's own vocabulary, lower case. */
export const word = leaf(value => readText(value)?.toLowerCase() ?? null);

/** One of the given words, in any case. */
export const oneOf = <const Word extends string>(words: readonly Word[]) =>
  leaf(value => words.find(known => known === readText(value)?.toLowerCase()) ?? null);

/** A link that can be opened: http or https, as it came. */
export const link = leaf(value => {
  const url = readText(value);
  return url && /^https?:/i.test(url) && URL.canParse(url) ? url : null;
});

/** A number that is not negative, also as a string. */
export const amount = leaf(value => {
  const number = readNumber(value);
  return number !== null && number >= 0 ? number : null;
});

/** A flag, also as the string `"true"` or `"false"`. */
export const flag = leaf(value => {
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : null;
});

/** From here on a number counts milliseconds: as seconds it would lie in the year 5138, as milliseconds in 1973. */
const firstMilliseconds = 1e11;
/** The year 10000, which ISO 8601 does not write in four digits. */
const lastMoment = 253_402_300_800_000;

/**
 * A moment: seconds or milliseconds since 1970, as a number or a string, or ISO 8601 with an offset. Gives ISO 8601
 * in UTC; an impossible date (minute 60, 30 February) or one without an offset is null.
 */
export const moment = leaf(value => {
  const number = readNumber(value);
  const at = number === null ? parseInstant(value) : number < firstMilliseconds ? number * 1000 : number;
  return at !== null && at > 0 && at < lastMoment ? new Date(at).toISOString() : null;
});

/** Somebody, or a group: the bare id, `{uid, name}`, `{guid, name}`, or either wrapped as `{entity}`. */
export const who = leaf(readWho);

/**
 * People as a list, or as a map whose keys are their ids: `{"u-bob": {"name": "Bob"}}`, `{"u-bob": "Bob"}`. `id` is the
 * field of an item that holds its id; what it says goes before the key. Somebody alone is a list of one.
 */
export const people = <Item extends z.ZodType>(item: Item, id = 'uid') =>
  z.preprocess(value => (isRecord(value) ? listPeople(value, id) : value), z.array(item).nullish());

/** A list, which PHP writes as an object when it has keys of its own. */
export const list = <Item extends z.ZodType>(item: Item) =>
  z.preprocess(value => (isRecord(value) ? Object.values(value) : value), z.array(item).nullish());

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Without NUL and lone surrogates, which PostgreSQL cannot keep. */
export function readText(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  const clean = typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : '';
  return hasVisibleText(clean) ? clean : null;
}

function listPeople(map: Record<string, unknown>, id: string): unknown[] {
  if (readText(map[id]) !== null) return [map];
  const entries = Object.entries(map);
  // PHP writes a list as an object, too: its keys are places, and no ids.
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
