/** `requests` every `per` milliseconds, of which `burst` may come at once. */
export interface Rate {
  requests: number;
  per: number;
  burst: number;
}

/**
 * Token buckets by name. The time is given, in milliseconds, and so is the rate, which may change from call to call.
 * A bucket is one number, the moment at which it is full again (the generic cell rate algorithm).
 */
export function createTokenBuckets() {
  const fullAt = new Map<string, number>();
  return {
    /** Milliseconds until this bucket has a token; 0 when it has one. */
    wait(name: string, { requests, per, burst }: Rate, now: number): number {
      const full = fullAt.get(name) ?? now;
      return Math.max(0, full - ((burst - 1) * per) / requests - now);
    },
    /** Takes a token; ask `wait` first. */
    take(name: string, { requests, per }: Rate, now: number): void {
      fullAt.set(name, Math.max(fullAt.get(name) ?? now, now) + per / requests);
    },
  };
}
