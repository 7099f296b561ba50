/** Whether somebody is in a channel. */
import type { webApi } from '@slack/bolt';
import { call } from './client.ts';

/** The most that https://docs.slack.dev/reference/methods/users.conversations gives a page. */
const PAGE = 999;
/** Milliseconds that an answer is good for: a list of channels asks about each of them. */
const KEPT = 5_000;

/**
 * By the channels that the person and the bot share, which one question tells of all of them; a private channel that the
 * bot is not in is none of them. Rejects with a PlatformError only.
 */
export function createMembership(client: webApi.WebClient): (channel: string, person: string) => Promise<boolean> {
  const known = new Map<string, Promise<ReadonlySet<string>>>();

  return async (channel, person) => {
    let channels = known.get(person);
    if (!channels) {
      channels = channelsOf(client, person);
      known.set(person, channels);
      const forget = () => void known.delete(person);
      channels.then(() => setTimeout(forget, KEPT).unref(), forget);
    }
    return (await channels).has(channel);
  };
}

async function channelsOf(client: webApi.WebClient, person: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await call(
      client.users.conversations({
        user: person,
        types: 'public_channel,private_channel',
        limit: PAGE,
        ...(cursor && { cursor }),
      }),
    );
    for (const { id } of page.channels ?? []) if (id) found.add(id);
    cursor = page.response_metadata?.next_cursor;
  } while (cursor);
  return found;
}
