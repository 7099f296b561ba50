/** A pace: so many in the long run, and a few at once after a silence; each channel has its own. */
import { createMoments } from './expiring-map.ts';

export interface Pace {
  /** From when on one more keeps the pace, milliseconds. */
  readyAt(channel: string): number;
  /** One is sent at this moment. */
  spend(channel: string, at: number): void;
  /** The platform asks to wait: nothing before `until`, and then no more than one an interval. */
  hold(channel: string, until: number, now: number): void;
}

/**
 * The generic cell rate algorithm (https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm): `interval` milliseconds
 * between two in the long run, `burst` at once after a silence; an interval of 0 is no pace. A channel costs one
 * number, and none once it has been silent. What several processes share, each keeps to its part of.
 */
export function createPace(interval: number, burst: number, processes: () => number = () => 1): Pace {
  /** When what was sent would have been due at an even pace: the theoretical arrival time of the next. */
  const due = createMoments();
  const own = () => interval * processes();
  const ahead = () => (Math.max(1, burst / processes()) - 1) * own();
  return {
    readyAt: channel => due.get(channel) - ahead(),
    spend(channel, at) {
      if (interval > 0) due.set(channel, Math.max(due.get(channel), at) + own(), at);
    },
    hold(channel, until, now) {
      due.set(channel, Math.max(due.get(channel), until + ahead()), now);
    },
  };
}
