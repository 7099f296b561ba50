/** What became of each request, as both fakes write it down, and how a client's pace is judged by that. */
export interface Recorded {
  /** When it arrived, in milliseconds since 1970. */
  at: number;
  /** The names of all limits that it falls under, whether or not they are on. */
  limits: string[];
  /** Carried out, whether or not the client came to know. */
  accepted: boolean;
  /** Refused for its rate: the limit that was reached, and when the Retry-After that was told is over. */
  refused: { limit: string; until: number } | null;
}

export interface Tally {
  requests: number;
  accepted: number;
  /** Refused for their rate. */
  refused: number;
  /** Came before a Retry-After that concerned them was over, refused again or not. */
  early: number;
}

export interface TallyOptions<R> {
  /** Which requests are counted; refusals of the others still concern them. */
  counts?: (request: R) => boolean;
  /** Milliseconds after a refusal in which a request was on its way already, and could not know of it. */
  underway?: number;
}

/** Counts requests, given in the order of their arrival. */
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
