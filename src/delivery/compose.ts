/** The messages of deliveries: event, session as it is now, and the template that the rule names. */

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
import type { Delivery } from '../store/deliveries/deliveries.ts';
import { findEvents, sessionsOf } from '../store/events/events.ts';
import { timezonesOf } from '../store/settings/channels.ts';
import type { Db } from '../store/tables.ts';

/** Gives the templates that a channel uses, by name. */
export type LoadTemplates = (db: Db) => Promise<(channel: string) => ReadonlyMap<string, Template>>;

/** A delivery's message as it would stand alone, and the zone of its channel. */
export type ComposedMessage = CombinedPart & { timezone: string };

/** What the messages of some deliveries are made of, as it stood when it was read. */
export interface MessageInputs {
  /** By channel; UTC where there is none. */
  timezones: ReadonlyMap<string, string>;
  templatesOf(channel: string): ReadonlyMap<string, Template>;
  /** By id. */
  events: ReadonlyMap<string, StoredEvent>;
  /** The session of each, by the event's id. */
  sessions: ReadonlyMap<string, Session>;
}

/** Reads what the messages of these deliveries take, of however many channels. */
export async function readMessageInputs(
  db: Db,
  loadTemplates: LoadTemplates,
  deliveries: readonly Pick<Delivery, 'eventId' | 'channel'>[],
): Promise<MessageInputs> {
  const events = await findEvents(
    db,
    deliveries.map(({ eventId }) => eventId),
  );
  return {
    timezones: await timezonesOf(db, [...new Set(deliveries.map(({ channel }) => channel))]),
    templatesOf: await loadTemplates(db),
    events: new Map(events.map(event => [event.id, event])),
    sessions: foldEach(await sessionsOf(db, events)),
  };
}

/** A session that many events share is folded once; one that cannot be is left out, so that its messages alone fail. */
function foldEach(sessions: ReadonlyMap<string, StoredEvent[]>): Map<string, Session> {
  const folded = new Map<StoredEvent[], Session | null>();
  for (const events of sessions.values()) if (!folded.has(events)) folded.set(events, foldOrNull(events));
  return new Map(
    [...sessions].flatMap(([id, events]) => {
      const session = folded.get(events);
      return session ? [[id, session] as const] : [];
    }),
  );
}

function foldOrNull(events: StoredEvent[]): Session | null {
  try {
    return buildSession(events);
  } catch {
    return null;
  }
}

/** Throws a PlatformError of kind `message` when there is nothing to tell. */
export function compose(
  material: MessageInputs,
  { eventId, channel, rule }: Pick<Delivery, 'eventId' | 'channel' | 'rule'>,
): ComposedMessage {
  const event = material.events.get(eventId);
  if (!event) throw new PlatformError('message', 'no_event', `Event ${eventId} no longer exists.`);
  const { template, mention: mentions = [] } = rule;
  const timezone = material.timezones.get(channel) ?? 'UTC';
  try {
    const session = material.sessions.get(event.id) ?? buildSession([event]);
    const words = findTemplate(material.templatesOf(channel), event.type, template);
    const message = render(words, { event, providerTitle: providerTitle(event.provider), session, timezone });
    const whole = event.test ? asTest(message, mentions) : { ...message, mentions };
    return { message: whole, type: event.type, at: event.time ?? event.receivedAt, timezone };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PlatformError('message', 'template', `Couldn't create the message: ${reason}`, { cause });
  }
}

/** Everyone who reads a test message sees that it is one, and no one is pinged. */
function asTest(message: Message, mentions: readonly string[]): Message {
  const off = ' · Test message: it pings no one';
  return {
    ...message,
    title: [{ type: 'text', text: '[Test] ' }, ...message.title],
    footnote: mentions.length > 0 ? [...message.footnote, { type: 'text', text: off }] : message.footnote,
  };
}
