/** Discord's rate limits: each channel's bucket as its responses report it, and the limit on all requests of the bot. */
import { createExpiringMap } from '../../expiring-map.ts';
import type { PlatformError } from '../../platform.ts';
import { createSharedRateLimit } from '../../shared-rate-limit.ts';
import { globalInterval } from '../message/limits.ts';

export interface DiscordRateLimits {
  /** When a post in the channel with this id is within the limits, in milliseconds. */
  readyAt(channel: string, now: number): number;
  /** Records a post in this channel, or with null any other request. */
  recordRequest(channel: string | null, now: number): void;
  /** Records the headers of the response to a post in this channel. */
  recordResponse(channel: string, headers: Pick<Headers, 'get'>, now: number): void;
  /** Records a rate limit: of this channel if it rejected a post there, or with null of any other request. */
  recordLimit(channel: string | null, limit: PlatformError, now: number): void;
}

/** Milliseconds: Discord rounds the last digit, and discord.js reads its clock a little later than we do. */
const margin = 10;

/** Creates the limits of one bot; `processes` returns how many processes share them. */
export function createDiscordRateLimits(processes?: () => number): DiscordRateLimits {
  /** When the empty bucket of a channel resets. */
  const resetAt = createExpiringMap();
  // A burst of two uses a slot that was left free. It never exceeds 50 requests in a second.
  const shared = createSharedRateLimit(globalInterval, 2, processes);

  return {
    readyAt(channel, now) {
      const reset = resetAt.get(channel);
      return reset > now ? reset : shared.reserve(channel, now);
    },
    recordRequest(channel, now) {
      if (channel === null) shared.spend(now);
      else shared.use(channel, now);
    },
    recordResponse(channel, headers, now) {
      const resetAfter = Number(headers.get('x-ratelimit-reset-after'));
      if (headers.get('x-ratelimit-remaining') !== '0' || !(resetAfter > 0)) return;
      resetAt.set(channel, now + Math.ceil(resetAfter * 1000) + margin, now);
    },
    recordLimit(channel, { retryAfter, scope }, now) {
      const until = now + (retryAfter ?? 0);
      if (scope === 'platform') shared.hold(until, now);
      else if (channel !== null) resetAt.set(channel, Math.max(resetAt.get(channel), until), now);
    },
  };
}
