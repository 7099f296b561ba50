/** How much of what a limit allows was used. Pure; moments and times in milliseconds. */

export interface Allowance {
  /** So many in `per`. */
  requests: number;
  per: number;
  /** Of a token bucket, how many may come at once; null: they are counted in windows of `per`. */
  burst: number | null;
}

/**
 * The share of the allowed rate, 0 to 1, that these accepted requests kept once the first burst (or window) was over:
 * the time in which the limit lets so many through, to the time that they took. NaN of too few.
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
