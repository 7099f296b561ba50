/** Posts, replies and edits; each call is one request. */
import type { webApi } from '@slack/bolt';
import { type Platform, PlatformError, type Post, type Ref } from '../../platform.ts';
import { call } from '../connect/client.ts';
import type { Identity } from '../connect/identity.ts';
import { renderMessage } from '../message/render.ts';
import { parseAddress } from './address.ts';
import { blameMentions } from './errors.ts';
import { DELIVERY_METADATA, findInChannel, findInThread } from './find-posted.ts';
import type { SlackRateLimits } from './rate-limits.ts';

export function createPoster(client: webApi.WebClient, whoAmI: () => Promise<Identity>, rateLimits: SlackRateLimits) {
  /** Returns the channel's id; throws for a malformed channel ID or one of another workspace. */
  async function channelOf(address: string): Promise<string> {
    const parsed = parseAddress(address);
    if (!parsed) {
      throw new PlatformError(
        'channel',
        'bad_address',
        `${JSON.stringify(address)} isn't a Slack channel ID. It looks like T0123/C0456.`,
      );
    }
    const { team, teamName } = await whoAmI();
    if (team !== parsed.team) {
      const problem = `The channel is in workspace ${parsed.team}, but SLACK_BOT_TOKEN belongs to ${teamName} (${team}).`;
      throw new PlatformError('channel', 'wrong_workspace', problem);
    }
    return parsed.channel;
  }

  /** Adds the scope to a rate-limit error and records the limit; returns other errors unchanged. */
  function withScope(error: PlatformError, address: string): PlatformError {
    const { kind, code, message, retryAfter } = error;
    if (kind !== 'rate_limited' || error.scope === 'platform') return error;
    const now = Date.now();
    const until = retryAfter === null ? null : now + retryAfter;
    if (code === 'ratelimited') {
      const scope = rateLimits.rejected(address, until, now);
      return new PlatformError(kind, code, message, { retryAfter, scope });
    }
    if (until !== null) rateLimits.hold(until, now);
    return error;
  }

  /**
   * Sends chat.postMessage. When the first message of the thread no longer exists, Slack posts in the channel, and its
   * response lacks `thread_ts`: https://github.com/slack-go/slack/issues/1571
   */
  async function send(
    { channel, message, nonce }: Post,
    thread: { thread_ts?: Ref; reply_broadcast?: true },
  ): Promise<{ ref: Ref; thread: Ref | undefined }> {
    const body = {
      ...renderMessage(message),
      channel: await channelOf(channel),
      metadata: { event_type: DELIVERY_METADATA, event_payload: { nonce } },
      ...thread,
    };
    rateLimits.spend(channel, Date.now());
    const sent = client.apiCall('chat.postMessage', asForm(body)) as Promise<webApi.ChatPostMessageResponse>;
    const { ts, message: posted } = await call(sent).catch(error => {
      throw blameMentions(withScope(error, channel), message.mentions);
    });
    if (!ts)
      throw new PlatformError('transient', 'unreadable', "Slack didn't return the message's timestamp.", {
        uncertain: true,
      });
    return { ref: ts, thread: posted?.thread_ts };
  }

  return {
    post: async post => (await send(post, {})).ref,

    async reply({ parent, broadcast, ...post }) {
      const { ref, thread } = await send(post, { thread_ts: parent, ...(broadcast && { reply_broadcast: true }) });
      return { ref, parent: thread ?? ref };
    },

    find: async (address, nonce, since) => findInChannel(client, { channel: await channelOf(address), nonce, since }),

    async findReply({ channel: address, parent, nonce, since }) {
      const channel = await channelOf(address);
      const found = await findInThread(client, { channel, nonce, since, parent });
      if (found !== 'no thread') return found === null ? null : { ref: found, parent };
      const alone = await findInChannel(client, { channel, nonce, since });
      return alone === null ? null : { ref: alone, parent: alone };
    },

    /** chat.update keeps fields that are not sent: the metadata stays, and removing attachments takes an explicit []. */
    async edit({ channel: address, ref, message }) {
      const { text, blocks, attachments } = renderMessage(message);
      const channel = await channelOf(address);
      rateLimits.edits.use(address, Date.now());
      const sent = client.apiCall('chat.update', asForm({ channel, ts: ref, text, blocks, attachments }));
      await call(sent).catch((error: PlatformError) => {
        const now = Date.now();
        if (error.kind === 'rate_limited') rateLimits.edits.hold(now + (error.retryAfter ?? 0), now);
        throw blameMentions(error, message.mentions);
      });
    },
  } satisfies Pick<Platform, 'post' | 'reply' | 'find' | 'findReply' | 'edit'>;
}

/**
 * Encodes structures as JSON for the form body (https://docs.slack.dev/apis/web-api#post_bodies). The SDK would write the
 * same JSON, but first walk the structures for debug lines that we drop.
 */
function asForm(body: Record<string, unknown>): Record<string, unknown> {
  const fields = Object.entries(body);
  return Object.fromEntries(
    fields.map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : value]),
  );
}
