/** Posts, edits and replies; each call is one request. */
import type { webApi } from '@slack/bolt';
import type { Message } from '../../../messages/message.ts';
import { type Platform, PlatformError, type Post, type Ref } from '../../platform.ts';
import { call } from '../connect/client.ts';
import type { Identity } from '../connect/identity.ts';
import { renderMessage } from '../message/render.ts';
import { parseAddress } from './address.ts';
import { blameMentions } from './errors.ts';
import { DELIVERY_METADATA, findByNonce } from './find-posted.ts';
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

  return {
    async post({ channel, message, nonce, replyTo }: Post): Promise<Ref> {
      const body = {
        ...renderMessage(message),
        channel: await channelOf(channel),
        metadata: { event_type: DELIVERY_METADATA, event_payload: { nonce } },
        thread_ts: replyTo,
      };
      rateLimits.spend(channel, Date.now());
      const sent = client.apiCall('chat.postMessage', asForm(body)) as Promise<webApi.ChatPostMessageResponse>;
      const { ts } = await call(sent).catch(error => {
        throw blameMentions(withScope(error, channel), message.mentions);
      });
      if (!ts)
        throw new PlatformError('transient', 'unreadable', "Slack didn't return the message's timestamp.", {
          uncertain: true,
        });
      return ts;
    },

    find: async (address, nonce, since) => findByNonce(client, await channelOf(address), nonce, since),

    /** chat.update keeps fields that are not sent: the metadata stays, and removing attachments takes an explicit []. */
    async edit(address: string, ref: Ref, message: Message): Promise<void> {
      const { text, blocks, attachments } = renderMessage(message);
      const channel = await channelOf(address);
      await call(client.apiCall('chat.update', asForm({ channel, ts: ref, text, blocks, attachments })));
    },
  } satisfies Pick<Platform, 'post' | 'find' | 'edit'>;
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
