/** Finds a message that may already be posted, by its marker in the channel's history. */
import { makeURLSearchParams, Routes } from 'discord.js';
import { z } from 'zod';
import { PlatformError } from '../../platform.ts';
import type { Rest } from '../connect/rest.ts';
import { hasMarker } from './message-marker.ts';
import { snowflakeAt } from './snowflake.ts';

/** The maximum page size: https://docs.discord.com/developers/resources/message#get-channel-messages */
const PAGE = 100;
/** Pages that one lookup reads: fewer than a rate limit bucket holds, so that a lookup can finish within one bucket. */
const PAGES = 4;
/** Milliseconds by which our clock and Discord's may differ. */
const SKEW = 60_000;

/** Missing Access, Missing Permissions. */
const forbidden = new Set(['50001', '50013']);

const messages = z.array(z.object({ id: z.string(), type: z.number(), components: z.array(z.unknown()).default([]) }));

export interface FoundMessage {
  id: string;
  /** 19 for a reply: https://docs.discord.com/developers/resources/message#message-object-message-types */
  type: number;
}

/**
 * Finds the message with this nonce, posted at or after `since` (milliseconds). Null if it isn't there
 * or the bot lacks Read Message History: Discord then returns an empty list. Reads the newest messages first, because a
 * lane looks for a message that it has just sent.
 */
export async function findByNonce(
  rest: Rest,
  channel: string,
  nonce: string,
  since: number,
): Promise<FoundMessage | null> {
  const oldest = snowflakeAt(since - SKEW);
  let before: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const found = await read(rest, channel, before);
    const ours = found.find(({ id, components }) => BigInt(id) >= oldest && hasMarker(components, nonce));
    if (ours) return ours;
    before = found.at(-1)?.id;
    if (found.length < PAGE || before === undefined || BigInt(before) < oldest) return null;
  }
  return null;
}

async function read(rest: Rest, channel: string, before: string | undefined): Promise<z.output<typeof messages>> {
  const query = makeURLSearchParams({ limit: PAGE, before });
  try {
    return await rest.request('get', Routes.channelMessages(channel), messages, { query });
  } catch (error) {
    if (error instanceof PlatformError && forbidden.has(error.code)) return [];
    throw error;
  }
}
