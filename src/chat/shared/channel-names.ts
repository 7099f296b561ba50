/** Channels as people know them. */
import { splitAddress } from '../../platforms/platform.ts';
import type { ChatContext, Need } from '../command.ts';
import { elsewhere, whyNot } from '../permissions.ts';

export interface NamedChannel {
  /** `slack:T0123/C0456` */
  address: string;
  /** `#calls` */
  name: string;
}

/** `#calls`; its id where its platform does not say what it is called. Never rejects: a name is never worth an answer. */
export async function channelName(
  { findChannelName }: Pick<ChatContext, 'findChannelName'>,
  address: string,
): Promise<string> {
  const name = await findChannelName(address).catch(() => null);
  return name === null ? channelId(address) : `#${name}`;
}

/** `slack:T0123/C0456` -> `C0456` */
export function channelId(address: string): string {
  const { place } = splitAddress(address);
  return place.slice(place.indexOf('/') + 1);
}

/** Those that this person may see or change, by their names. */
export async function channelsOpen(
  need: Need,
  context: Omit<ChatContext, 'channel'>,
  addresses: readonly string[],
): Promise<NamedChannel[]> {
  const problems = await Promise.all(addresses.map(address => whyNot(need, elsewhere(context, address))));
  const open = addresses.filter((_, at) => problems[at] === null);
  const named = await Promise.all(open.map(async address => ({ address, name: await channelName(context, address) })));
  return named.sort((one, other) => one.name.localeCompare(other.name));
}
