/** Names an event by the title of its message. */
import { buildSession } from '../../events/build-session.ts';
import type { StoredEvent } from '../../events/event.ts';
import type { Session } from '../../events/session.ts';
import { plainText } from '../../messages/markdown/markdown-to-message.ts';
import { render } from '../../messages/render-template.ts';
import { findTemplate } from '../../messages/template/built-in-templates.ts';
import { providerTitle } from '../../sources/providers/index.ts';
import { readSession } from '../../store/events/read-sessions.ts';
import { findChannel } from '../../store/settings/channels.ts';
import type { Core } from '../core.ts';

/**
 * Returns a function for the title of an event's message in this channel: plain text with times in the channel's zone,
 * relative without one. A list leaves the session out, which saves a query for each event.
 */
export async function loadEventTitle(
  core: Core,
  channel: string,
): Promise<(event: StoredEvent, session?: Session | null) => string> {
  const { db } = core.database;
  const templates = await core.loadTemplates(db, channel);
  const timezone = (await findChannel(db, channel))?.timezone ?? null;
  return (event, session = buildSession([event])) => {
    const context = { event, providerTitle: providerTitle(event.provider), session, timezone };
    const { title } = render(findTemplate(templates, event.type), context);
    return plainText(title) || event.type;
  };
}

/** The title of one event's message, with what its session knows by now. */
export async function readEventTitle(core: Core, channel: string, event: StoredEvent): Promise<string> {
  const session = await readSession(core.database.db, event);
  return (await loadEventTitle(core, channel))(event, session);
}
