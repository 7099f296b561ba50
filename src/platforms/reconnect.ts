/** When to connect again, for a connection that is meant to stay open. */
import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds that a connection must last to count as a success. Slack and Discord both say hello before they throw out. */
export const lastingAfter = 30_000;

/** The time as a connection sees it; tests bring their own. */
export interface Clock {
  /** Milliseconds. */
  now(): number;
  /** Resolves after so many milliseconds, or as soon as `signal` is aborted. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const realClock: Clock = {
  now: Date.now,
  wait: (milliseconds, signal) => delay(milliseconds, undefined, { signal }).catch(() => {}),
};

export interface Reconnect {
  /** The connection is open. */
  opened(): void;
  /**
   * The connection has ended, or none could be made. Returns the milliseconds to wait before the next attempt, and
   * `news` when that is longer than it was, so that each wait is logged once.
   */
  ended(): { wait: number; news: boolean };
}

/**
 * `pauses` are the waits in milliseconds: the first after a connection that lasted, one further for each that did not,
 * and the last for all that follow.
 */
export function createReconnect(pauses: readonly number[], { now }: Pick<Clock, 'now'>): Reconnect {
  let failures = 0;
  let openedAt: number | null = null;
  return {
    opened() {
      openedAt = now();
    },
    ended() {
      const lasted = openedAt !== null && now() - openedAt >= lastingAfter;
      openedAt = null;
      failures = lasted ? 0 : failures + 1;
      const last = pauses.length - 1;
      return { wait: pauses[Math.min(failures, last)] ?? 0, news: failures > 0 && failures <= last };
    },
  };
}
