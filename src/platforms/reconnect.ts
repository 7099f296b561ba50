/** Decides when to reconnect a connection that should stay open. */
import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds after which a connection counts as a success: Slack and Discord both greet before they reject one. */
export const lastingAfter = 30_000;

/** The clock for reconnects; tests use their own. */
export interface Clock {
  /** Returns milliseconds. */
  now(): number;
  /** Resolves after these milliseconds, or when `signal` is aborted. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const realClock: Clock = {
  now: Date.now,
  wait: (milliseconds, signal) => delay(milliseconds, undefined, { signal }).catch(() => {}),
};

export interface Reconnect {
  /** Records that the connection is open. */
  opened(): void;
  /**
   * Records that the connection ended or failed. Returns the milliseconds to wait before the next attempt, and `news`
   * when that wait is longer than the last one, so that each wait is logged once.
   */
  ended(): { wait: number; news: boolean };
}

/**
 * `pauses` are the waits in milliseconds: the first follows a connection that lasted, each failure moves to the next one,
 * and the last one repeats.
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
