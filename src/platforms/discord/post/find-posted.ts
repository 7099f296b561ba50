/** Whether a message stands already: by its mark in the channel's messages. */
import { makeURLSearchParams, Routes } from 'discord.js';
import { z } from 'zod';
import { PlatformError, type Ref } from '../../platform.ts';
import type { Rest } from '../connect/rest.ts';
import { hasMarker } from './message-marker.ts';

/** The most that https://docs.discord.com/developers/resources/message#get-channel-messages gives at once. */
const PAGE = 100;
/** As many pages as a lookup reads: fewer than a bucket holds, or a lookup that met its limit would never come to its end. */
const PAGES = 4;
/** Milliseconds by which the two clocks may differ. */
const SKEW = 60_000;

/** Missing Access, Missing Permissions. */
const forbidden = new Set(['50001', '50013']);

const messages = z.array(z.object({ id: z.string(), components: z.array(z.unknown()).default([]) }));

/**
 * The id of the message with this nonce, posted at or after `since` (milliseconds); null when it is not there, or when
 * the bot may not read the history: without the permission Discord answers that there are no messages. The newest are
 * read first, because a lane that is behind looks for what it has just sent.
 */
export async function findByNonce(rest: Rest, channel: string, nonce: string, since: number): Promise<Ref | null> {
  const oldest = snowflakeAt(since - SKEW);
  let before: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const found = await read(rest, channel, before);
    const ours = found.find(({ id, components }) => BigInt(id) >= oldest && hasMarker(components, nonce));
    if (ours) return ours.id;
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

/** The least id of that moment: https://docs.discord.com/developers/reference#snowflakes */
function snowflakeAt(moment: number): bigint {
  return BigInt(Math.max(0, Math.floor(moment) - 1_420_070_400_000)) << 22n;
}
