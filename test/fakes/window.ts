/** `requests` in each window of `per` milliseconds. */
export interface Quota {
  requests: number;
  per: number;
}

interface Window {
  taken: number;
  ends: number;
}

/**
 * Windows by name: the first request opens one, and at its end the whole quota is available again. Each call passes the
 * time in milliseconds and the quota, which may change.
 */
export function createWindows() {
  const windows = new Map<string, Window>();

  function current(name: string, per: number, now: number): Window {
    const last = windows.get(name);
    return last && last.ends > now ? last : { taken: 0, ends: now + per };
  }

  return {
    /** The number of requests left, and the milliseconds until the whole quota is available again. */
    look(name: string, { requests, per }: Quota, now: number): { remaining: number; resetAfter: number } {
      const { taken, ends } = current(name, per, now);
      return { remaining: Math.max(0, requests - taken), resetAfter: ends - now };
    },
    take(name: string, { per }: Quota, now: number): void {
      const window = current(name, per, now);
      windows.set(name, { ...window, taken: window.taken + 1 });
    },
  };
}
