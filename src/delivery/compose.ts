/** The message of a delivery: its event, its session as it is now, and the template that the rule names. */
import { foldSession } from '../events/fold.ts';
import { findTemplate } from '../messages/builtins.ts';
import { render } from '../messages/render.ts';
import type { Template } from '../messages/template.ts';
import { PlatformError } from '../platforms/platform.ts';
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

/** Throws a PlatformError of kind `message` when there is nothing to tell, and what the store throws. */
export async function compose(db: Db, loadTemplates: LoadTemplates, delivery: Composition): Promise<Composed> {
  const event = await findEvent(db, delivery.eventId);
  if (!event) throw new PlatformError('message', 'no_event', `Event ${delivery.eventId} is not in the store any more.`);
  const events = await sessionEvents(db, event);
  const channel = await findChannel(db, delivery.channel);
  const templates = await loadTemplates(db);
  const { template = event.type, mention: mentions = [] } = delivery.rule;
  const timezone = channel?.timezone ?? 'UTC';
  try {
    const message = render(findTemplate(templates, template), { event, session: foldSession(events), timezone });
    return { message: { ...message, mentions }, type: event.type, at: event.time ?? event.receivedAt, timezone };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PlatformError('message', 'template', `The message cannot be composed: ${reason}`, { cause });
  }
}
