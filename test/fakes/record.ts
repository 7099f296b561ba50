/** The record of requests that both fakes write, and the count of requests that ignore a Retry-After. */
export interface Recorded {
  /** When it arrived, in milliseconds since 1970. */
  at: number;
  /** The names of all rate limits that apply to the request, also of those that are off. */
  limits: string[];
  /** Whether it was carried out, also if the client got no response. */
  accepted: boolean;
  /** For a request over its rate: the limit it reached, and the end of the sent Retry-After in milliseconds. */
  refused: { limit: string; until: number } | null;
}

export interface Tally {
  requests: number;
  accepted: number;
  /** Refused for being over a rate limit. */
  refused: number;
  /** Arrived before the end of a Retry-After that applied to them, refused again or not. */
  early: number;
}

interface TallyOptions<R> {
  /** Selects the requests to count; refusals of other requests still apply to them. */
  counts?: (request: R) => boolean;
  /** Milliseconds after a refusal in which an arriving request was sent before its client could know. */
  underway?: number;
}

/** Counts requests, which are in the order of their arrival. */
export function tally<R extends Recorded>(
  record: readonly R[],
  { counts = () => true, underway = 0 }: TallyOptions<R> = {},
): Tally {
  const sum: Tally = { requests: 0, accepted: 0, refused: 0, early: 0 };
  let closed: { limit: string; since: number; until: number }[] = [];
  for (const request of record) {
    const { at, limits, accepted, refused } = request;
    closed = closed.filter(({ until }) => until > at);
    if (counts(request)) {
      const early = closed.some(({ limit, since }) => limits.includes(limit) && at >= since + underway);
      sum.requests += 1;
      sum.accepted += Number(accepted);
      sum.refused += Number(refused !== null);
      sum.early += Number(early);
    }
    if (refused) closed.push({ limit: refused.limit, since: at, until: refused.until });
  }
  return sum;
}
