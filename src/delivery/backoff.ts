/** How long a lane waits after a failure that may pass. Pure. */

export interface Backoff {
  /** Milliseconds: the longest first wait. */
  base: number;
  /** Milliseconds: no wait is longer. */
  cap: number;
}

export const defaultBackoff: Backoff = { base: 1000, cap: 5 * 60_000 };

/**
 * Exponential with full jitter: anywhere from nothing to the ceiling, which doubles with every failed attempt, so that
 * lanes that failed together do not come back together
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 * `failures` from 1; `random` in [0, 1).
 */
export function backoffDelay(failures: number, random: number, { base, cap }: Backoff = defaultBackoff): number {
  const ceiling = Math.min(cap, base * 2 ** Math.min(failures - 1, 52));
  return Math.round(random * ceiling);
}

/**
 * The same from half of the ceiling up, for a limit that names no time: a wait of nearly nothing would count against us.
 */
export function limitDelay(failures: number, random: number, backoff: Backoff = defaultBackoff): number {
  return backoffDelay(failures, (1 + random) / 2, backoff);
}
