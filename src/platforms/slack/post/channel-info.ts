/** Looks up channels at Slack: members, names, and whether the bot can post. */
import type { webApi } from '@slack/bolt';
import { createNameCache } from '../../name-cache.ts';
import { PlatformError, type PostingProblem } from '../../platform.ts';
import { call } from '../connect/client.ts';

/** The largest page of https://docs.slack.dev/reference/methods/users.conversations. */
const PAGE = 999;
/** Milliseconds that a user's channels stay cached: a list of channels checks each of them. */
const CACHED_FOR = 5_000;

/** Looks up channels of the token's own workspace by their ids. All methods throw PlatformError only. */
export interface Channels {
  /**
   * Checks whether a user is in a channel. One request returns the channels that user and bot share and the user's public
   * ones; a private channel without the bot counts as not joined.
   */
  isMember(channel: string, user: string): Promise<boolean>;
  /** Returns the name without `#`; null when the bot can't see one. */
  findChannelName(channel: string): Promise<string | null>;
  /** Returns why the bot can't post in a channel, or null. `botName` is for the invite command. */
  findPostingProblem(channel: string, botName: string): Promise<PostingProblem | null>;
}

export function createChannels(client: webApi.WebClient): Channels {
  const names = createNameCache();
  const channelsByUser = new Map<string, Promise<ReadonlySet<string>>>();

  async function channelsOf(user: string): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await call(
        client.users.conversations({
          user: user,
          types: 'public_channel,private_channel',
          limit: PAGE,
          ...(cursor && { cursor }),
        }),
      );
      for (const { id, name } of page.channels ?? []) {
        if (id) found.add(id);
        if (id && name) names.set(id, name);
      }
      cursor = page.response_metadata?.next_cursor;
    } while (cursor);
    return found;
  }

  /** Null for a channel that the bot can't see. */
  async function fetchChannel(id: string) {
    try {
      const { channel } = await call(client.conversations.info({ channel: id }));
      if (channel?.name) names.set(id, channel.name);
      return channel ?? null;
    } catch (error) {
      if (error instanceof PlatformError && error.code === 'channel_not_found') return null;
      throw error;
    }
  }

  return {
    async isMember(channel, user) {
      let channels = channelsByUser.get(user);
      if (!channels) {
        channels = channelsOf(user);
        channelsByUser.set(user, channels);
        const forget = () => void channelsByUser.delete(user);
        channels.then(() => setTimeout(forget, CACHED_FOR).unref(), forget);
      }
      return (await channels).has(channel);
    },
    async findChannelName(channel) {
      if (isDirect(channel)) return null;
      return names.get(channel) ?? (await fetchChannel(channel))?.name ?? null;
    },
    async findPostingProblem(channel, botName) {
      if (isDirect(channel)) return (await isVisible(client, channel)) ? null : foreignDirectMessage;
      const found = await fetchChannel(channel);
      if (found?.is_archived) return { text: 'This channel is archived. I can’t post here.', archived: true };
      if (found?.is_member) return null;
      return { text: `I’m not in this channel yet. Run /invite @${botName} so I can post.` };
    },
  };
}

const isDirect = (channel: string) => channel.startsWith('D');

const foreignDirectMessage: PostingProblem = {
  text: 'I can’t post in this DM. Use a channel, or message me directly.',
  permanent: true,
};

/**
 * Checks whether the bot's token reaches a conversation: a direct message with the bot, or a channel of its workspace,
 * shared ones included. Throws PlatformError only. conversations.info would need the scope im:read.
 * https://docs.slack.dev/reference/methods/chat.getPermalink needs none, and distinguishes a conversation that the bot can't
 * see (channel_not_found) from a missing message.
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
