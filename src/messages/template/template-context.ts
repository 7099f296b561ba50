/**
 * The data of a template: envelope, parts, session and the type's meaning, as plain objects with own properties only.
 * Every text is wrapped, so that Handlebars always writes its placeholder (placeholders.ts) and never the text itself.
 */
import { parts, type StoredEvent } from '../../events/event.ts';
import { allFields, envelopeFields, type Field } from '../../events/fields.ts';
import type { Session } from '../../events/session.ts';
import { findEventType } from '../../events/types.ts';
import { hasVisibleText } from '../../util/text/visible.ts';
import { bounds } from '../bounds.ts';
import type { Slots } from '../markdown/placeholders.ts';

export interface RenderContext {
  event: StoredEvent;
  /** `CometChat`; see providerTitle() in sources/providers. */
  providerTitle: string;
  /** The session so far; null for an event without one. */
  session: Session | null;
  /** The channel's zone (`Europe/London`), for platforms that can't show times in the reader's zone. */
  timezone: string;
}

/** Every field that a template can use. */
export const templateFields: readonly Field[] = [...allFields, { path: 'meaning', kind: 'text' }];

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
  static textOf(value: unknown): unknown {
    return value instanceof Value ? value.#text : value;
  }
  toString(): string {
    return this.#slots.keep(this.#text, this.#max);
  }
}

const names = [...envelopeFields.map(field => field.path), ...Object.keys(parts)] as (keyof StoredEvent)[];

/** The data for one rendering. Texts that are written are stored in `slots`. */
export function createData({ event, session }: RenderContext, slots: Slots): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (const name of names) data[name] = wrap(event[name], name, slots);
  data.session = wrap(session, 'session', slots);
  data.meaning = findEventType(event.type)?.meaning ?? null;
  return data;
}

/** Wraps a value. Blank texts and objects without any value are absent, so that `#if call.caller` works. */
function wrap(value: unknown, name: string, slots: Slots): unknown {
  if (typeof value === 'string') {
    return hasVisibleText(value) ? new Value(value, name === 'text' ? bounds.writing : bounds.value, slots) : null;
  }
  if (Array.isArray(value)) return value.map(item => wrap(item, name, slots));
  if (typeof value === 'object' && value !== null) {
    const wrapped = Object.entries(value).map(([key, inner]): [string, unknown] => [key, wrap(inner, key, slots)]);
    return wrapped.some(([, inner]) => inner !== null) ? Object.fromEntries(wrapped) : null;
  }
  return value ?? null;
}
