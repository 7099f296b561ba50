/** The share of a rate limit that was used. Pure; times in milliseconds. */

export interface Allowance {
  /** So many in `per`. */
  requests: number;
  per: number;
  /** The burst of a token bucket; null: requests are counted in windows of `per`. */
  burst: number | null;
}

/**
 * Returns the used share of the allowed rate, 0 to 1, after the first burst (or window): the least time for these requests
 * divided by the time they took. NaN for too few.
 */
export function shareOfRate(moments: readonly number[], { requests, per, burst }: Allowance): number {
  const first = burst ?? requests;
  const step = burst === null ? requests : 1;
  const counted = Math.floor((moments.length - 1 - first) / step) * step;
  if (counted <= 0) return Number.NaN;
  const took = (moments[first + counted] as number) - (moments[first] as number);
  return ((counted / requests) * per) / took;
}

/** The most that the limit lets through in so many milliseconds, burst included. */
export function mostIn(time: number, { requests, per, burst }: Allowance): number {
  if (burst === null) return requests * Math.ceil(time / per);
  return burst + Math.floor((time / per) * requests);
}
