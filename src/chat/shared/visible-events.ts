/** Which events somebody may ask about in a channel. */
import type { StoredEvent } from '../../events/event.ts';
import { listDeliveries } from '../../store/deliveries/deliveries.ts';
import { listVisibleEvents } from '../../store/events/channel-events.ts';
import { readChannel } from '../../store/settings/rules.ts';
import type { ChatContext } from '../command.ts';
import { isDirect, whyNot } from '../permissions.ts';
import { readHiddenSources } from '../sources/source-visibility.ts';

/**
 * What was owed to the channel is everybody's there. Of what its rules did not match only those hear who may change them,
 * and so could be told of it: nobody where there are no rules, or in a conversation of two, which is nobody's channel.
 */
export async function seesUnmatched(context: ChatContext): Promise<boolean> {
  const { core, channel } = context;
  if (isDirect(channel)) return false;
  const { rules } = await readChannel(core.database.db, channel);
  return rules.length > 0 && (await whyNot('change', context)) === null;
}

/** The last that they may ask about, the newest first. */
export async function readVisibleEvents(context: ChatContext): Promise<StoredEvent[]> {
  const { core, channel } = context;
  const hiddenSources = await readHiddenSources(context);
  return listVisibleEvents(core.database.db, channel, {
    hiddenSources,
    includeUnmatched: await seesUnmatched(context),
  });
}

/** A test is seen in its own channel, and another workspace's events are not seen. */
export async function isVisible({ id, source, test }: StoredEvent, context: ChatContext): Promise<boolean> {
  if ((await readHiddenSources(context)).includes(source)) return false;
  const { core, channel } = context;
  if ((await listDeliveries(core.database.db, { event: id, channel })).length > 0) return true;
  return !test && (await seesUnmatched(context));
}
