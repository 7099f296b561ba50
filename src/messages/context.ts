/**
 * What a template sees of an event: the envelope, the parts, the session and the type's meaning, as plain data with
 * own properties only. Every text is wrapped, so that whatever way it takes through Handlebars, it comes out as its
 * place (slots.ts) and never as itself.
 */
import { parts, type StoredEvent } from '../events/event.ts';
import { allFields, envelopeFields, type Field } from '../events/fields.ts';
import type { Session } from '../events/session.ts';
import { findEventType } from '../events/types.ts';
import { bounds } from './bounds.ts';
import { cleanText } from './clean.ts';
import type { Slots } from './slots.ts';

export interface RenderContext {
  event: StoredEvent;
  /** The session as far as it is known now; null for an event that belongs to none. */
  session: Session | null;
  /** The channel's zone (`Europe/London`), for readers that cannot write times in their own. */
  timezone: string;
}

/** Every name a template may use. */
export const templateFields: readonly Field[] = [...allFields, { path: 'meaning', kind: 'text' }];

/** A text from outside. Its place is what Handlebars writes; helpers may ask for the text to compare it. */
export class Value {
  readonly #text: string;
  readonly #place: string;
  constructor(text: string, place: string) {
    this.#text = text;
    this.#place = place;
  }
  static textOf(value: unknown): unknown {
    return value instanceof Value ? value.#text : value;
  }
  toString(): string {
    return this.#place;
  }
}

/** The data for one rendering, its texts waiting in `slots`. */
export function createData({ event, session }: RenderContext, slots: Slots): Record<string, unknown> {
  const names = [...envelopeFields.map(field => field.path), ...Object.keys(parts)] as (keyof StoredEvent)[];
  const seen = names.map((name): [string, unknown] => [name, wrap(event[name], name, slots)]);
  const meaning = findEventType(event.type)?.meaning ?? null;
  return { ...Object.fromEntries(seen), session: wrap(session, 'session', slots), meaning };
}

/** A text without anything visible and an object without any value are absent, so that `#if call.caller` is a question. */
function wrap(value: unknown, name: string, slots: Slots): unknown {
  if (typeof value === 'string') {
    if (cleanText(value) === '') return null;
    return new Value(value, slots.keep(value, name === 'text' ? bounds.writing : bounds.value));
  }
  if (Array.isArray(value)) return value.map(item => wrap(item, name, slots));
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, inner]) => [key, wrap(inner, key, slots)]);
    return entries.some(([, inner]) => inner !== null) ? Object.fromEntries(entries) : null;
  }
  return value ?? null;
}
