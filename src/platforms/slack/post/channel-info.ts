/** What Slack tells of channels: who is in one, what it is called, and whether the bot can post there. */
import type { webApi } from '@slack/bolt';
import { createNames } from '../../name-cache.ts';
import { PlatformError, type PostingProblem } from '../../platform.ts';
import { call } from '../connect/client.ts';

/** The most that https://docs.slack.dev/reference/methods/users.conversations gives a page. */
const PAGE = 999;
/** Milliseconds that an answer is good for: a list of channels asks about each of them. */
const KEPT = 5_000;

/** Of channels of the token's own workspace, by their ids. All of it throws PlatformError only. */
export interface Channels {
  /**
   * By the channels that the person and the bot share, and the public ones that the person is in; one question tells of all
   * of them. A private channel that the bot is not in is none of them.
   */
  isMember(channel: string, person: string): Promise<boolean>;
  /** Without `#`; null for what has no name that the bot may know. */
  findChannelName(channel: string): Promise<string | null>;
  /** What keeps the bot, which is called so, from posting there. */
  findPostingProblem(channel: string, botName: string): Promise<PostingProblem | null>;
}

export function createChannels(client: webApi.WebClient): Channels {
  const names = createNames();
  const known = new Map<string, Promise<ReadonlySet<string>>>();

  async function channelsOf(person: string): Promise<ReadonlySet<string>> {
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
      for (const { id, name } of page.channels ?? []) {
        if (id) found.add(id);
        if (id && name) names.learn(id, name);
      }
      cursor = page.response_metadata?.next_cursor;
    } while (cursor);
    return found;
  }

  /** Null for one that the bot cannot see. */
  async function ask(id: string) {
    try {
      const { channel } = await call(client.conversations.info({ channel: id }));
      if (channel?.name) names.learn(id, channel.name);
      return channel ?? null;
    } catch (error) {
      if (error instanceof PlatformError && error.code === 'channel_not_found') return null;
      throw error;
    }
  }

  return {
    async isMember(channel, person) {
      let channels = known.get(person);
      if (!channels) {
        channels = channelsOf(person);
        known.set(person, channels);
        const forget = () => void known.delete(person);
        channels.then(() => setTimeout(forget, KEPT).unref(), forget);
      }
      return (await channels).has(channel);
    },
    async findChannelName(channel) {
      if (isDirect(channel)) return null;
      return names.get(channel) ?? (await ask(channel))?.name ?? null;
    },
    async findPostingProblem(channel, botName) {
      if (isDirect(channel)) return (await isVisible(client, channel)) ? null : ofOthers;
      const found = await ask(channel);
      if (found?.is_archived) return { text: 'This channel is archived. I can’t post here.' };
      if (found?.is_member) return null;
      return { text: `I’m not in this channel yet. Run /invite @${botName} so I can post.` };
    },
  };
}

const isDirect = (channel: string) => channel.startsWith('D');

const ofOthers: PostingProblem = {
  text: 'I can’t post in this DM. Use a channel, or message me directly.',
  permanent: true,
};

/**
 * Whether the bot's token reaches a conversation: a direct one with the bot, or a channel of its workspace, shared ones
 * included. Throws PlatformError only. conversations.info would need the scope im:read;
 * https://docs.slack.dev/reference/methods/chat.getPermalink needs none, and tells a conversation that the bot cannot see
 * (channel_not_found) from a message that is not there.
 */
export async function isVisible(client: webApi.WebClient, channel: string): Promise<boolean> {
  try {
    await call(client.chat.getPermalink({ channel, message_ts: '1.000001' }));
    return true;
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    if (error.code === 'message_not_found') return true;
    if (error.code === 'channel_not_found') return false;
    throw error;
  }
}
