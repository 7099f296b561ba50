/** Discord's pace: each channel's bucket as its answers tell it, and the limit on all requests of the bot. */
import { createMoments } from '../../expiring-map.ts';
import type { PlatformError } from '../../platform.ts';
import { createTurns } from '../../shared-rate-limit.ts';
import { globalInterval } from '../message/limits.ts';

export interface DiscordRateLimits {
  /** From when on a post in the channel of this id keeps the pace, milliseconds. */
  readyAt(channel: string, now: number): number;
  /** A post in this channel is sent now; without a channel, something else is. */
  sent(channel: string | null, now: number): void;
  /** Discord answered a post in this channel with these headers. */
  answered(channel: string, headers: Pick<Headers, 'get'>, now: number): void;
  /** Discord refused something with a limit; of a channel, when it was a post there. */
  refused(channel: string | null, limit: PlatformError, now: number): void;
}

/** Milliseconds: the answer's last digit is rounded, and discord.js reads its clock a little later than we do. */
const margin = 10;

/** `processes` share the limit on all requests. */
export function createDiscordRateLimits(processes?: () => number): DiscordRateLimits {
  /** When the bucket of a channel in which nothing is left is filled again. */
  const filledAt = createMoments();
  // Two at once make up for a turn that nobody was ready for: never more than 50 in a second.
  const turns = createTurns(globalInterval, 2, processes);

  return {
    readyAt(channel, now) {
      const filled = filledAt.get(channel);
      return filled > now ? filled : turns.of(channel, now);
    },
    sent(channel, now) {
      if (channel === null) turns.spend(now);
      else turns.use(channel, now);
    },
    answered(channel, headers, now) {
      const resetAfter = Number(headers.get('x-ratelimit-reset-after'));
      if (headers.get('x-ratelimit-remaining') !== '0' || !(resetAfter > 0)) return;
      filledAt.set(channel, now + Math.ceil(resetAfter * 1000) + margin, now);
    },
    refused(channel, { retryAfter, scope }, now) {
      const until = now + (retryAfter ?? 0);
      if (scope === 'platform') turns.hold(until, now);
      else if (channel !== null) filledAt.set(channel, Math.max(filledAt.get(channel), until), now);
    },
  };
}
