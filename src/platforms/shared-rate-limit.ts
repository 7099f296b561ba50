/** Turns: a pace that all channels of a platform share. */
import { createMoments } from './expiring-map.ts';
import { createPace } from './rate-limit.ts';

export interface Turns {
  /**
   * When it is this channel's turn, milliseconds; 0 without a pace. The turn is kept for the channel, so that lanes that
   * wait together do not come back together; asking again gives the same one.
   */
  of(channel: string, now: number): number;
  /** This channel sends now and uses up its turn. */
  use(channel: string, now: number): void;
  /** Something is sent now that nobody asked a turn for. */
  spend(now: number): void;
  /** The platform asks to wait: there are no turns before `until`. */
  hold(until: number, now: number): void;
}

/** Milliseconds that a turn is kept for a channel that does not use it. */
const kept = 2000;
const all = '';

/** `interval` milliseconds from one turn to the next, `burst` at once after a silence; an interval of 0 is no pace. `processes` share it. */
export function createTurns(interval: number, burst: number, processes?: () => number): Turns {
  const pace = createPace(interval, burst, processes);
  /** Until when each channel's turn is kept for it. */
  const turns = createMoments();
  let heldUntil = 0;

  return {
    of(channel, now) {
      if (interval === 0) return heldUntil;
      const turn = turns.get(channel) - kept;
      if (turn + kept > now && turn >= heldUntil) return turn;
      const next = Math.max(now, pace.readyAt(all));
      pace.spend(all, next);
      turns.set(channel, next + kept, now);
      return next;
    },
    use(channel, now) {
      if (turns.get(channel) > now) turns.delete(channel);
      else pace.spend(all, now);
    },
    spend: now => pace.spend(all, now),
    hold(until, now) {
      heldUntil = Math.max(heldUntil, until);
      pace.hold(all, until, now);
    },
  };
}
