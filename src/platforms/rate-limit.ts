/** Rate limits per channel: a long-run rate, and a burst after a silence. */
import { createExpiringMap } from './expiring-map.ts';

export interface RateLimit {
  /** Returns the earliest time at which one more message is within the limit, in milliseconds. */
  readyAt(channel: string): number;
  /** Records a message sent at this time. */
  spend(channel: string, at: number): void;
  /** Blocks the channel until `until`, as the platform requested; then one message per interval, without a burst. */
  hold(channel: string, until: number, now: number): void;
}

/**
 * The generic cell rate algorithm (https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm): `interval` milliseconds
 * between two messages in the long run, `burst` at once after a silence; an interval of 0 means no limit. An active
 * channel costs one number, a silent one nothing. Each of several `processes` uses its share of the rate.
 */
export function createRateLimit(interval: number, burst: number, processes: () => number = () => 1): RateLimit {
  /** The theoretical arrival time of the next message of each channel. */
  const nextArrival = createExpiringMap();
  const share = () => interval * processes();
  const tolerance = () => (Math.max(1, burst / processes()) - 1) * share();
  return {
    readyAt: channel => nextArrival.get(channel) - tolerance(),
    spend(channel, at) {
      if (interval > 0) nextArrival.set(channel, Math.max(nextArrival.get(channel), at) + share(), at);
    },
    hold(channel, until, now) {
      nextArrival.set(channel, Math.max(nextArrival.get(channel), until + tolerance()), now);
    },
  };
}
