import { splitAddress } from '../platforms/platform.ts';
import { listChannels } from '../store/settings/channels.ts';
import type { Db } from '../store/tables.ts';

/** Lists the addresses of the preview channels that are set up, then those of `others` that aren't. */
export async function listPreviewChannels(db: Db, others: readonly string[]): Promise<string[]> {
  const addresses = (await listChannels(db)).map(({ address }) => address);
  const previews = addresses.filter(address => splitAddress(address).platform === 'preview');
  return [...new Set([...previews, ...others])];
}
