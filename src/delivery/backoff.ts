/** How long a lane waits before it retries. Pure. */

export interface Backoff {
  /** The longest first wait, milliseconds. */
  base: number;
  /** The longest wait, milliseconds. */
  cap: number;
}

export const defaultBackoff: Backoff = { base: 1000, cap: 5 * 60_000 };

/**
 * Returns the wait before a retry, in milliseconds. Exponential backoff with full jitter: between 0 and a ceiling that
 * doubles with every failed attempt, so that lanes that failed together don't retry together
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 * `failures` from 1; `random` in [0, 1).
 */
export function backoffDelay(failures: number, random: number, { base, cap }: Backoff = defaultBackoff): number {
  const ceiling = Math.min(cap, base * 2 ** Math.min(failures - 1, 52));
  return Math.round(random * ceiling);
}

/**
 * Returns the wait after a rate limit without a Retry-After: between half the ceiling and the ceiling. A request sent too
 * soon would count against the limit again.
 */
export function limitDelay(failures: number, random: number, backoff: Backoff = defaultBackoff): number {
  return backoffDelay(failures, (1 + random) / 2, backoff);
}
