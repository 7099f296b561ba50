/**
 * The values that templates read. Every text is wrapped, so that Handlebars always writes its placeholder
 * (placeholders.ts) and never the text itself.
 */

import { once } from '../../util/once.ts';
import { hasVisibleText } from '../../util/text/visible.ts';
import { bounds } from '../bounds.ts';
import { createLazyList } from '../lazy-list.ts';
import type { Slots } from '../markdown/placeholders.ts';

/** A text of an event. Handlebars writes a new placeholder for each use; helpers can read the text to compare it. */
export class Value {
  readonly #text: string;
  readonly #max: number;
  readonly #slots: Slots;
  constructor(text: string, max: number, slots: Slots) {
    this.#text = text;
    this.#max = max;
    this.#slots = slots;
  }
  /** The text of a Value, the content of a ShortValue, and any other value as it is. */
  static contentOf(value: unknown): unknown {
    if (value instanceof ShortValue) return ShortValue.contentOf(value);
    return value instanceof Value ? value.#text : value;
  }
  toString(): string {
    return this.#slots.keep(this.#text, this.#max);
  }
}

interface ShortValueParts {
  /** The text or number to compare with; null in plain words. */
  content: string | number | null;
  /** False for plain words: they are written, but false in conditions. */
  isReal: boolean;
  /** Returns the text with placeholders. */
  write: () => string;
}

/** The value of a short name. It may have own fields, such as `group.name`. */
export class ShortValue {
  readonly #parts: ShortValueParts;
  constructor(parts: ShortValueParts) {
    this.#parts = parts;
  }
  static contentOf(value: ShortValue): string | number | null {
    return value.#parts.content;
  }
  /** The value itself, or null for plain words. */
  static orNull(value: unknown): unknown {
    return value instanceof ShortValue && !value.#parts.isReal ? null : value;
  }
  toString(): string {
    return this.#parts.write();
  }
}

/** Whether a value is missing: null, undefined, an empty text or plain words. */
export function isAbsent(value: unknown): boolean {
  const known = ShortValue.orNull(value);
  return known === null || known === undefined || known === '';
}

/** Truth as in #if: absent values, plain words, false, 0 and empty lists are false. */
export function isTrue(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(ShortValue.orNull(value));
}

/** Adds a field that is computed when it is first read: a template reads few of all fields. */
export function defineLazily(data: Record<string, unknown>, name: string, create: () => unknown): void {
  Object.defineProperty(data, name, { get: once(create), enumerable: true });
}

/** Like wrap(), but each field of the object is computed and wrapped when it is first read. */
export function wrapLazily(value: object | null, slots: Slots): Record<string, unknown> | null {
  const fields = value as Record<string, unknown> | null;
  if (!fields || !hasValue(fields)) return null;
  const wrapped: Record<string, unknown> = {};
  for (const name of Object.keys(fields)) defineLazily(wrapped, name, () => wrap(fields[name], name, slots));
  return wrapped;
}

/** Whether wrap() returns more than null. Stops at the first value that it finds. */
function hasValue(value: unknown): boolean {
  if (typeof value === 'string') return hasVisibleText(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return (value ?? null) !== null;
  return Object.keys(value).some(name => hasValue((value as Record<string, unknown>)[name]));
}

/** Wraps a value. Blank texts and objects without any value are absent, so that `#if call.caller` works. */
export function wrap(value: unknown, name: string, slots: Slots): unknown {
  if (typeof value === 'string') {
    return hasVisibleText(value) ? new Value(value, name === 'text' ? bounds.writing : bounds.value, slots) : null;
  }
  if (Array.isArray(value)) return createLazyList(value.length, at => wrap(value[at], name, slots));
  if (typeof value === 'object' && value !== null) {
    const wrapped = Object.entries(value).map(([key, inner]): [string, unknown] => [key, wrap(inner, key, slots)]);
    return wrapped.some(([, inner]) => inner !== null) ? Object.fromEntries(wrapped) : null;
  }
  return value ?? null;
}
