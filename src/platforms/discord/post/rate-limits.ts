/**
 * Discord's rate limits: each channel's buckets as its responses report them, the limit on edits of old messages, and the
 * limit on all requests of the bot. Posts and edits have a bucket each.
 */
import { createExpiringMap } from '../../expiring-map.ts';
import type { PlatformError, Ref } from '../../platform.ts';
import { createRateLimit } from '../../rate-limit.ts';
import { createSharedRateLimit } from '../../shared-rate-limit.ts';
import { globalInterval, oldEditBurst, oldEditInterval, oldMessageAge } from '../message/limits.ts';
import { createdAt } from './snowflake.ts';

/** A request that counts in the limits of a channel. */
export interface ChannelRequest {
  /** The channel's id. */
  channel: string;
  /** The message that it edits; null for a post or a reply. */
  edited: Ref | null;
}

export interface DiscordRateLimits {
  /** When a request is within the limits, in milliseconds. */
  readyAt(request: ChannelRequest, now: number): number;
  /** Whether a post in the channel with this id is within the limits now. Reserves nothing. */
  isReady(channel: string, now: number): boolean;
  /** Records a post or an edit, or with null any other request. */
  recordRequest(request: ChannelRequest | null, now: number): void;
  /** Records the headers of the response to a post or an edit. */
  recordResponse(request: ChannelRequest, headers: Pick<Headers, 'get'>, now: number): void;
  /** Records a rate limit: of the channel if it rejected a post or an edit there, or with null of any other request. */
  recordLimit(request: ChannelRequest | null, limit: PlatformError, now: number): void;
}

/** The code of a 429 for too many edits of messages older than an hour. */
export const oldEditsCode = '30046';

/** Milliseconds: Discord rounds the last digit, and discord.js reads its clock a little later than we do. */
const margin = 10;

/** Creates the limits of one bot; `processes` returns how many processes share them. */
export function createDiscordRateLimits(processes?: () => number): DiscordRateLimits {
  /** When an empty bucket resets. */
  const resetAt = createExpiringMap();
  const oldEdits = createRateLimit(oldEditInterval, oldEditBurst, processes);
  // A burst of two uses a slot that was left free. It never exceeds 50 requests in a second.
  const shared = createSharedRateLimit(globalInterval, 2, processes);

  const bucketOf = ({ channel, edited }: ChannelRequest) => (edited === null ? channel : `edits ${channel}`);
  const isOldEdit = ({ edited }: ChannelRequest, now: number) =>
    edited !== null && now - createdAt(edited) > oldMessageAge;

  return {
    readyAt(request, now) {
      const ready = isOldEdit(request, now) ? oldEdits.readyAt(request.channel) : 0;
      const channelReady = Math.max(resetAt.get(bucketOf(request)), ready);
      return channelReady > now ? channelReady : shared.reserve(bucketOf(request), now);
    },
    isReady: (channel, now) => resetAt.get(channel) <= now && shared.isFree(now),
    recordRequest(request, now) {
      if (request === null) return shared.spend(now);
      if (isOldEdit(request, now)) oldEdits.spend(request.channel, now);
      shared.use(bucketOf(request), now);
    },
    recordResponse(request, headers, now) {
      const resetAfter = Number(headers.get('x-ratelimit-reset-after'));
      if (headers.get('x-ratelimit-remaining') !== '0' || !(resetAfter > 0)) return;
      resetAt.set(bucketOf(request), now + Math.ceil(resetAfter * 1000) + margin, now);
    },
    recordLimit(request, { code, retryAfter, scope }, now) {
      const until = now + (retryAfter ?? 0);
      if (scope === 'platform') shared.hold(until, now);
      else if (request !== null && code === oldEditsCode)
        oldEdits.hold(request.channel, now + (retryAfter ?? oldEditInterval), now);
      else if (request !== null) resetAt.set(bucketOf(request), Math.max(resetAt.get(bucketOf(request)), until), now);
    },
  };
}
