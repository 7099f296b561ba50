/**
 * The data of a template: short names, envelope, parts, session and the type's meaning, as objects with own properties only.
 */
import { parts, type StoredEvent } from '../../events/event.ts';
import { allFields, envelopeFields, type Field } from '../../events/fields.ts';
import type { Session } from '../../events/session.ts';
import { findEventType } from '../../events/types.ts';
import type { Slots } from '../markdown/placeholders.ts';
import { isShortName, shortFields } from './short-names.ts';
import { createShortValues } from './short-values.ts';
import { defineLazily, wrap, wrapLazily } from './values.ts';

export interface RenderContext {
  event: StoredEvent;
  /** `CometChat`; see providerTitle() in sources/providers. */
  providerTitle: string;
  /** The session so far; null for an event without one. */
  session: Session | null;
  /** The channel's zone (`Europe/London`), for places that can't show times in the reader's zone; null without one. */
  timezone: string | null;
}

/** Every field that a template can use. */
export const templateFields: readonly Field[] = [...shortFields, ...allFields, { path: 'meaning', kind: 'text' }];

const names = [...envelopeFields.map(field => field.path), ...Object.keys(parts)].filter(
  name => !isShortName(name),
) as (keyof StoredEvent)[];

/**
 * The data for one rendering. Texts that are written are stored in `slots`. A short name, a part and a field of the session
 * are computed when they are first read. `group` and `recording` stand for the parts of that name.
 */
export function createData({ event, session, timezone }: RenderContext, slots: Slots): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (const name of names) {
    const value = event[name];
    if (typeof value === 'object' && value !== null) defineLazily(data, name, () => wrap(value, name, slots));
    else data[name] = wrap(value, name, slots);
  }
  defineLazily(data, 'session', () => wrapLazily(session, slots));
  data.meaning = findEventType(event.type)?.meaning ?? null;
  for (const [name, create] of Object.entries(createShortValues({ event, session, slots, timezone }))) {
    defineLazily(data, name, create);
  }
  return data;
}
