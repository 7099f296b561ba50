/** A rate limit that all channels of a platform share. Each channel gets a send slot of its own. */
import { createExpiringMap } from './expiring-map.ts';
import { createRateLimit } from './rate-limit.ts';

export interface SharedRateLimit {
  /**
   * Reserves a send slot for this channel and returns its time in milliseconds; 0 without a limit. The slot stays reserved,
   * so lanes that wait together get different times, and a second call returns the same slot.
   */
  reserve(channel: string, now: number): number;
  /** Whether a slot is free now. Reserves nothing. */
  isFree(now: number): boolean;
  /** Records a message of this channel, which uses up its slot. */
  use(channel: string, now: number): void;
  /** Records a request that did not reserve a slot. */
  spend(now: number): void;
  /** Gives out no slots before `until`, as the platform requested. */
  hold(until: number, now: number): void;
}

/** Milliseconds that a slot stays reserved for a channel that doesn't use it. */
const reservation = 2000;
/** The one key: all channels share the limit. */
const all = '';

/**
 * `interval` milliseconds from one slot to the next, `burst` at once after a silence; an interval of 0 means no limit. All
 * `processes` share it.
 */
export function createSharedRateLimit(interval: number, burst: number, processes?: () => number): SharedRateLimit {
  const rateLimit = createRateLimit(interval, burst, processes);
  /** The end of each channel's reservation. */
  const reserved = createExpiringMap();
  let heldUntil = 0;

  return {
    reserve(channel, now) {
      if (interval === 0) return heldUntil;
      const slot = reserved.get(channel) - reservation;
      if (slot + reservation > now && slot >= heldUntil) return slot;
      const next = Math.max(now, rateLimit.readyAt(all));
      rateLimit.spend(all, next);
      reserved.set(channel, next + reservation, now);
      return next;
    },
    isFree: now => heldUntil <= now && (interval === 0 || rateLimit.readyAt(all) <= now),
    use(channel, now) {
      if (reserved.get(channel) > now) reserved.delete(channel);
      else rateLimit.spend(all, now);
    },
    spend: now => rateLimit.spend(all, now),
    hold(until, now) {
      heldUntil = Math.max(heldUntil, until);
      rateLimit.hold(all, until, now);
    },
  };
}
