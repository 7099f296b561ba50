/** Holds of platforms without a token: their messages are on hold until it is set. The store doesn't know the settings. */
import { findDescriptor, type PlatformSettings } from '../../platforms/index.ts';
import { splitAddress } from '../../platforms/platform.ts';
import { type HoldOf, readHolds } from '../../store/deliveries/shown-deliveries.ts';
import type { Db } from '../../store/tables.ts';

export type Tokens = Pick<PlatformSettings, 'platforms'>;

/** Whether a platform, `slack`, has its token, or needs none. */
export function isSetUp(platform: string, tokens: Tokens): boolean {
  return tokens.platforms[platform] !== null;
}

/** Returns a lookup for a channel's hold: a stored one first, else the missing token of its platform. */
export async function readAllHolds(db: Db, tokens: Tokens): Promise<HoldOf> {
  const holdOf = await readHolds(db);
  return address => {
    const stored = holdOf(address);
    const descriptor = findDescriptor(address);
    if (stored?.held || !descriptor?.tokenSetting || isSetUp(splitAddress(address).platform, tokens)) return stored;
    const held = `${descriptor.title} isn't set up. Set ${descriptor.tokenSetting}.`;
    return { held, since: null, nextAt: 0 };
  };
}
