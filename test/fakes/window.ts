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
 * Windows by name: the first request opens one, and when it ends all its requests are to be had again. The time is given,
 * in milliseconds, and so is the quota, which may change from call to call.
 */
export function createWindows() {
  const windows = new Map<string, Window>();

  function current(name: string, per: number, now: number): Window {
    const last = windows.get(name);
    return last && last.ends > now ? last : { taken: 0, ends: now + per };
  }

  return {
    /** How many requests are left, and in how many milliseconds all are to be had again. */
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
