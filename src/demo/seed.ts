import { findChannel, putChannel } from '../store/channels.ts';
import type { Db } from '../store/tables.ts';
import { demoChannels } from './channels.ts';

/** The preview page's channels, for who has no token yet, unless they are there already. */
export async function seedDemo(db: Db): Promise<void> {
  await db.transaction().execute(async tx => {
    for (const channel of demoChannels) if (!(await findChannel(tx, channel.address))) await putChannel(tx, channel);
  });
}
