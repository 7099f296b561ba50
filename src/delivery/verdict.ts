/** What a lane does after an attempt failed. Pure. */
import { type ErrorKind, PlatformError } from '../platforms/platform.ts';
import { type Backoff, backoffDelay } from './backoff.ts';

export interface Failure {
  kind: ErrorKind;
  /** One sentence for people. */
  error: string;
  /** Milliseconds, for `rate_limited`. */
  retryAfter: number | null;
  /** The platform may have posted it all the same. */
  uncertain: boolean;
}

/**
 * - `dead`: give this delivery up; the lane goes on at once
 * - `wait`: try again not before `nextAt` (milliseconds)
 * - `held`: the same, and somebody has to mend the channel
 */
export type Verdict = { is: 'dead' } | { is: 'wait' | 'held'; nextAt: number };

export interface Circumstances {
  now: number;
  /** In [0, 1). */
  random: number;
  backoff: Backoff;
  /** Milliseconds after which a delivery that keeps failing is given up. */
  giveUpAfter: number;
}

/**
 * `message` errors are final. A broken channel or token holds the delivery for as long as it takes; everything else
 * waits and is given up after a while. `failures` counts this one.
 */
export function judgeFailure(
  { kind, retryAfter }: Failure,
  { createdAt, failures }: { createdAt: number; failures: number },
  { now, random, backoff, giveUpAfter }: Circumstances,
): Verdict {
  if (kind === 'message') return { is: 'dead' };
  const nextAt = now + (retryAfter ?? backoffDelay(failures, random, backoff));
  if (kind === 'channel' || kind === 'token') return { is: 'held', nextAt };
  return now - createdAt >= giveUpAfter ? { is: 'dead' } : { is: 'wait', nextAt };
}

/** Whatever was thrown, as a failure. What is no PlatformError is a mistake of ours and may pass with the next version. */
export function toFailure(error: unknown): Failure {
  if (error instanceof PlatformError) {
    const { kind, message, retryAfter, uncertain } = error;
    return { kind, error: message, retryAfter, uncertain };
  }
  return {
    kind: 'transient',
    error: error instanceof Error ? error.message : String(error),
    retryAfter: null,
    uncertain: false,
  };
}
