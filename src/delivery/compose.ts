/** The message of a delivery: its event, its session as it is now, and the template that the rule names. */

import type { StoredEvent } from '../events/event.ts';
import { foldSession } from '../events/fold.ts';
import { findTemplate } from '../messages/builtins.ts';
import type { Message } from '../messages/message.ts';
import { render } from '../messages/render.ts';
import type { Template } from '../messages/template.ts';
import type { RuleBody } from '../rules/rule.ts';
import { findChannel } from '../store/channels.ts';
import { findEvent, sessionEvents } from '../store/events.ts';
import type { Db } from '../store/tables.ts';
import type { Composed } from './attempt.ts';

/** The templates in use, the built-in ones and what was saved over them, by name. */
export type LoadTemplates = (db: Db) => Promise<ReadonlyMap<string, Template>>;

/** What a delivery is made of. */
export interface Composition {
  eventId: string;
  /** `slack:T0123/C0456` */
  channel: string;
  rule: Pick<RuleBody, 'template' | 'mention'>;
}

/** Throws when the event is gone. */
export async function compose(db: Db, loadTemplates: LoadTemplates, delivery: Composition): Promise<Composed> {
  const event = await findEvent(db, delivery.eventId);
  if (!event) throw new Error(`Event ${delivery.eventId} is not in the store any more.`);
  const channel = await findChannel(db, delivery.channel);
  const timezone = channel?.timezone ?? 'UTC';
  const message = await composeEvent(db, await loadTemplates(db), event, {
    template: delivery.rule.template,
    timezone,
  });
  const told = { ...message, mentions: delivery.rule.mention ?? [] };
  return { message: told, type: event.type, at: event.time ?? event.receivedAt, timezone };
}

/** The message for an event, without mentions. */
export async function composeEvent(
  db: Db,
  templates: ReadonlyMap<string, Template>,
  event: StoredEvent,
  { template, timezone }: { template?: string | undefined; timezone: string },
): Promise<Message> {
  const session = foldSession(await sessionEvents(db, event));
  return render(findTemplate(templates, template ?? event.type), { event, session, timezone });
}
