/** Renders a delivery's message from its event, the session's current state, and the rule's template. */

import { buildSession } from '../events/build-session.ts';
import type { StoredEvent } from '../events/event.ts';
import type { Session } from '../events/session.ts';
import type { CombinedPart } from '../messages/combined-message.ts';
import type { Message } from '../messages/message.ts';
import { render } from '../messages/render-template.ts';
import { findTemplate } from '../messages/template/built-in-templates.ts';
import type { Template } from '../messages/template/template.ts';
import { PlatformError } from '../platforms/platform.ts';
import { providerTitle } from '../sources/providers/index.ts';
import type { Revisions } from '../store/cache-version.ts';
import type { Delivery } from '../store/deliveries/deliveries.ts';
import { findEvents } from '../store/events/events.ts';
import { readSessions } from '../store/events/read-sessions.ts';
import { timezonesOf } from '../store/settings/channels.ts';
import type { Db } from '../store/tables.ts';

/** Loads a lookup for a channel's templates, by name. With the counters just read, it reads the store only after a change. */
export type LoadTemplates = (revisions?: Revisions) => Promise<(channel: string) => ReadonlyMap<string, Template>>;

/** A delivery's own message, and its channel's time zone if it has one. */
export type ComposedMessage = CombinedPart & { timezone: string | null };

/** The data that the messages of some deliveries are rendered from, at the time of reading. */
export interface MessageInputs {
  /** By channel, for channels that have one. */
  timezones: ReadonlyMap<string, string>;
  templatesOf(channel: string): ReadonlyMap<string, Template>;
  /** By event id. */
  events: ReadonlyMap<string, StoredEvent>;
  /** Each event's session, by event id. */
  sessions: ReadonlyMap<string, Session>;
}

/** Reads the inputs of these deliveries' messages, with the same queries for any number of channels. */
export async function readMessageInputs(
  db: Db,
  loadTemplates: LoadTemplates,
  deliveries: readonly Pick<Delivery, 'eventId' | 'channel'>[],
): Promise<MessageInputs> {
  const ids = deliveries.flatMap(({ eventId }) => eventId ?? []);
  const events = ids.length > 0 ? await findEvents(db, ids) : [];
  const channels = [...new Set(deliveries.map(({ channel }) => channel))];
  return {
    timezones: channels.length > 0 ? await timezonesOf(db, channels) : new Map(),
    templatesOf: await loadTemplates(),
    events: new Map(events.map(event => [event.id, event])),
    sessions: await readSessions(db, events),
  };
}

/** Renders a delivery's message. Throws a PlatformError of kind `message` when that fails. */
export function compose(
  inputs: MessageInputs,
  { eventId, channel, rule }: Pick<Delivery, 'eventId' | 'channel' | 'rule'>,
): ComposedMessage {
  const event = eventId === null ? undefined : inputs.events.get(eventId);
  if (!event) throw new PlatformError('message', 'no_event', `Event ${eventId} no longer exists.`);
  const { template, mention: mentions = [] } = rule;
  const timezone = inputs.timezones.get(channel) ?? null;
  try {
    const session = inputs.sessions.get(event.id) ?? buildSession([event]);
    const chosen = findTemplate(inputs.templatesOf(channel), event.type, template);
    const message = render(chosen, { event, providerTitle: providerTitle(event.provider), session, timezone });
    const marked = event.test ? asTest(message, mentions) : { ...message, mentions };
    return { message: marked, type: event.type, at: event.time ?? event.receivedAt, timezone };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PlatformError('message', 'template', `Couldn't create the message: ${reason}`, { cause });
  }
}

/** Marks a test message as one and removes its mentions. */
function asTest(message: Message, mentions: readonly string[]): Message {
  const note = ' · Test message: it pings no one';
  return {
    ...message,
    title: [{ type: 'text', text: '[Test] ' }, ...message.title],
    footnote: mentions.length > 0 ? [...message.footnote, { type: 'text', text: note }] : message.footnote,
  };
}
