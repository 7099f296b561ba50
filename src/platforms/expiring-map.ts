/** One point in time per channel, dropped some time after it has passed: memory stays small with thousands of channels. */
interface ExpiringMap {
  /** Milliseconds; 0 for a channel without one. */
  get(channel: string): number;
  set(channel: string, moment: number, now: number): void;
  delete(channel: string): void;
}

/** Entries up to which expired ones aren't swept. */
const sweepMinimum = 1000;

/** Expired entries are swept when the map doubles: amortized O(1), and at most twice the live entries. */
export function createExpiringMap(): ExpiringMap {
  const moments = new Map<string, number>();
  let sweepSize = sweepMinimum;

  function sweepExpired(now: number): void {
    for (const [channel, moment] of moments) if (moment <= now) moments.delete(channel);
    sweepSize = Math.max(sweepMinimum, 2 * moments.size);
  }

  return {
    get: channel => moments.get(channel) ?? 0,
    set(channel, moment, now) {
      if (moments.size >= sweepSize) sweepExpired(now);
      moments.set(channel, moment);
    },
    delete: channel => void moments.delete(channel),
  };
}
