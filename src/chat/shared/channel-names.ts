/** Display names of channels. */
import { splitAddress } from '../../platforms/platform.ts';
import type { ChatContext, Need } from '../command.ts';
import { elsewhere, whyNot } from '../permissions.ts';

export interface NamedChannel {
  /** `slack:T0123/C0456` */
  address: string;
  /** `#calls` */
  name: string;
}

/** `#calls`, or the channel's ID when the platform reports no name. Never rejects: a missing name must not fail an answer. */
export async function channelName(
  { findChannelName }: Pick<ChatContext, 'findChannelName'>,
  address: string,
): Promise<string> {
  const name = await findChannelName(address).catch(() => null);
  return name === null ? channelId(address) : `#${name}`;
}

/** The ID in a channel's address: `C0456` of `slack:T0123/C0456`. */
export function channelId(address: string): string {
  const { place } = splitAddress(address);
  return place.slice(place.indexOf('/') + 1);
}

/** Filters channels down to those for which this person has the permission, sorted by name. */
export async function channelsWithPermission(
  need: Need,
  context: Omit<ChatContext, 'channel'>,
  addresses: readonly string[],
): Promise<NamedChannel[]> {
  const problems = await Promise.all(addresses.map(address => whyNot(need, elsewhere(context, address))));
  const open = addresses.filter((_, at) => problems[at] === null);
  const named = await Promise.all(open.map(async address => ({ address, name: await channelName(context, address) })));
  return named.sort((one, other) => one.name.localeCompare(other.name));
}
