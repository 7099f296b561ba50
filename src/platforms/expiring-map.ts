/** A moment for each channel, forgotten some time after it has passed: what a pace remembers of thousands of channels. */
export interface Moments {
  /** Milliseconds; 0 for a channel without one. */
  get(channel: string): number;
  set(channel: string, moment: number, now: number): void;
  delete(channel: string): void;
}

/** As many are kept without looking whether they have passed. */
const few = 1000;

/** Memory is at most twice of what has not passed, and looking through it all is paid for by as many that were set. */
export function createMoments(): Moments {
  const moments = new Map<string, number>();
  let many = few;

  function forgetPassed(now: number): void {
    for (const [channel, moment] of moments) if (moment <= now) moments.delete(channel);
    many = Math.max(few, 2 * moments.size);
  }

  return {
    get: channel => moments.get(channel) ?? 0,
    set(channel, moment, now) {
      if (moments.size >= many) forgetPassed(now);
      moments.set(channel, moment);
    },
    delete: channel => void moments.delete(channel),
  };
}
