/** How long a lane waits before it retries. Pure. */

export interface Backoff {
  /** The longest first wait, milliseconds. */
  base: number;
  /** The longest wait, milliseconds. */
  cap: number;
}

/** One stray failure delays a channel by about 250 ms. */
export const defaultBackoff: Backoff = { base: 350, cap: 5 * 60_000 };

/**
 * Returns the wait before a retry, in milliseconds. Exponential backoff: a ceiling that doubles with every failed attempt.
 * The wait is random between half of it and all of it, so that lanes that failed together don't retry together
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 * `failures` from 1; `random` in [0, 1).
 */
export function backoffDelay(failures: number, random: number, { base, cap }: Backoff = defaultBackoff): number {
  const ceiling = Math.min(cap, base * 2 ** Math.min(failures - 1, 52));
  return Math.round(((1 + random) / 2) * ceiling);
}
