/** Decides which events a person may see in a channel. */
import type { StoredEvent } from '../../events/event.ts';
import { listDeliveries } from '../../store/deliveries/deliveries.ts';
import { listVisibleEvents } from '../../store/events/channel-events.ts';
import { readChannel } from '../../store/settings/rules.ts';
import type { ChatContext } from '../command.ts';
import { isDirect, whyNot } from '../permissions.ts';
import { readHiddenSources } from '../sources/source-visibility.ts';

/**
 * Whether the person may see events that no rule matched. Everyone in a channel may see events its rules matched. Unmatched
 * events are visible only to people who may change the rules; no one sees them in a direct message or without rules.
 */
export async function seesUnmatched(context: ChatContext): Promise<boolean> {
  const { core, channel } = context;
  if (isDirect(channel)) return false;
  const { rules } = await readChannel(core.database.db, channel);
  return rules.length > 0 && (await whyNot('change', context)) === null;
}

/** The recent events that the person may see in the channel, newest first. */
export async function readVisibleEvents(context: ChatContext): Promise<StoredEvent[]> {
  const { core, channel } = context;
  const hiddenSources = await readHiddenSources(context);
  return listVisibleEvents(core.database.db, channel, {
    hiddenSources,
    includeUnmatched: await seesUnmatched(context),
  });
}

/** Whether the person may see an event. Tests are visible in their own channel only; other workspaces' events never are. */
export async function isVisible({ id, source, test }: StoredEvent, context: ChatContext): Promise<boolean> {
  if ((await readHiddenSources(context)).includes(source)) return false;
  const { core, channel } = context;
  if ((await listDeliveries(core.database.db, { event: id, channel })).length > 0) return true;
  return !test && (await seesUnmatched(context));
}
