/** `requests` every `per` milliseconds; up to `burst` of them may arrive at once. */
export interface Rate {
  requests: number;
  per: number;
  burst: number;
}

/**
 * Token buckets by name. Each call passes the time in milliseconds and the rate, which may change.
 * A bucket is one number: the moment at which it is full again (the generic cell rate algorithm).
 */
export function createTokenBuckets() {
  const fullAt = new Map<string, number>();
  return {
    /** Milliseconds until this bucket has a token; 0 when it has one. */
    wait(name: string, { requests, per, burst }: Rate, now: number): number {
      const full = fullAt.get(name) ?? now;
      return Math.max(0, full - ((burst - 1) * per) / requests - now);
    },
    /** Takes a token; call `wait` first. */
    take(name: string, { requests, per }: Rate, now: number): void {
      fullAt.set(name, Math.max(fullAt.get(name) ?? now, now) + per / requests);
    },
  };
}
