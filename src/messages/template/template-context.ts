/**
 * What a template sees of an event: the envelope, the parts, the session and the type's meaning, as plain data with
 * own properties only. Every text is wrapped, so that whatever way it takes through Handlebars, it comes out as its
 * place (slots.ts) and never as itself.
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
  /** `CometChat`; see providerTitle() of sources/providers. */
  providerTitle: string;
  /** The session as far as it is known now; null for an event that belongs to none. */
  session: Session | null;
  /** The channel's zone (`Europe/London`), for readers that cannot write times in their own. */
  timezone: string;
}

/** Every name a template may use. */
export const templateFields: readonly Field[] = [...allFields, { path: 'meaning', kind: 'text' }];

/** A text from outside. Handlebars writes a place for it, and each time another; helpers may ask for the text to compare it. */
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

/** The data for one rendering; what of its texts is written waits in `slots`. */
export function createData({ event, session }: RenderContext, slots: Slots): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (const name of names) data[name] = wrap(event[name], name, slots);
  data.session = wrap(session, 'session', slots);
  data.meaning = findEventType(event.type)?.meaning ?? null;
  return data;
}

/** A text without anything visible and an object without any value are absent, so that `#if call.caller` is a question. */
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
