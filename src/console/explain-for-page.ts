/** Reads the content of the page's Why? panel. */

import type { Core } from '../operations/core.ts';
import { describeWhy, type WhyText } from '../operations/why/describe-why.ts';
import { loadEventTitle, readEventTitle } from '../operations/why/event-title.ts';
import { readAllHolds, type Tokens } from '../operations/why/not-set-up.ts';
import { explainEvent } from '../operations/why/why-report.ts';
import { deliveriesAt } from '../store/events/channel-events.ts';
import { findEvent } from '../store/events/events.ts';

/** The panel's content. Texts may quote the event. */
export interface PageWhy extends WhyText {
  event: EventName;
}

/** `title` is the title of its message, plain text. */
export interface EventName {
  id: string;
  type: string;
  title: string;
}

/**
 * Explains an event in every channel it could reach, and in the shown one, which may have no rules yet. Null: no such event.
 * `tokens` are the platforms' settings. `shown` is the address of the channel that the page shows, or empty.
 */
export async function explainForPage(core: Core, tokens: Tokens, id: string, shown: string): Promise<PageWhy | null> {
  const { db } = core.database;
  const event = await findEvent(db, id);
  if (!event) return null;
  const holds = await readAllHolds(db, tokens);
  const report = await explainEvent(db, event, { holds });
  const isNew = shown !== '' && !report.channels.some(({ channel }) => channel === shown);
  const added = isNew ? (await explainEvent(db, event, { holds, onlyIn: shown })).channels : [];
  const title = await readEventTitle(core, shown, event);
  return {
    event: { id, type: event.type, title },
    ...describeWhy({ ...report, channels: [...report.channels, ...added] }),
  };
}

/** Lists the events that a preview message reports: several for a batch. `message` is its number on the page. */
export async function listMessageEvents(core: Core, channel: string, message: string): Promise<EventName[]> {
  const { db } = core.database;
  const titleOf = await loadEventTitle(core, channel);
  const names: EventName[] = [];
  for (const { eventId } of await deliveriesAt(db, channel, message)) {
    const event = eventId === null ? null : await findEvent(db, eventId);
    if (event) names.push({ id: event.id, type: event.type, title: titleOf(event) });
  }
  return names;
}
