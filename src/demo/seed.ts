import { type ChannelInput, findChannel, putChannel } from '../store/settings/channels.ts';
import type { Db } from '../store/tables.ts';

/** Creates the channels that don't exist yet. */
export async function seedChannels(db: Db, channels: readonly ChannelInput[]): Promise<void> {
  if (channels.length === 0) return;
  await db.transaction().execute(async tx => {
    for (const channel of channels) if (!(await findChannel(tx, channel.address))) await putChannel(tx, channel);
  });
}
