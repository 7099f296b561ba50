/** Slack's pace: about one message a second in a channel, and a few at once after a silence. */

export interface Pace {
  /** From when on one more keeps the pace, milliseconds. */
  readyAt(channel: string): number;
  /** One is sent now. */
  spend(channel: string, now: number): void;
}

/** More channels than this are looked through for those whose pace is forgotten. */
const manyChannels = 1000;

/**
 * The generic cell rate algorithm: `interval` milliseconds between two in the long run, `burst` at once after a silence;
 * an interval of 0 is no pace. A channel costs one number, and none once it has been silent.
 */
export function createPace(interval: number, burst: number): Pace {
  /** When what was sent would have been due at an even pace: the theoretical arrival time of the next. */
  const due = new Map<string, number>();

  function forgetSilent(now: number): void {
    for (const [channel, at] of due) if (at <= now) due.delete(channel);
  }

  return {
    readyAt: channel => (due.get(channel) ?? 0) - (burst - 1) * interval,
    spend(channel, now) {
      if (interval === 0) return;
      if (due.size >= manyChannels) forgetSilent(now);
      due.set(channel, Math.max(due.get(channel) ?? 0, now) + interval);
    },
  };
}
