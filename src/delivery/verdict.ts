/** What a lane does after an attempt failed. Pure. */
import { type ErrorKind, PlatformError } from '../platforms/platform.ts';
import { type Backoff, backoffDelay } from './backoff.ts';

/** A delivery that keeps failing in a way that may pass is given up after a day. */
const giveUpAfter = 24 * 60 * 60_000;

export interface Failure {
  kind: ErrorKind;
  /** One sentence for people. */
  error: string;
  retryAfter: number | null;
}

/** Dead at once, or again not before `nextAt` (milliseconds). */
export type FailureVerdict = { state: 'dead' } | { state: 'pending'; nextAt: number };

/**
 * `message` errors are final. A broken channel or token holds the delivery for as long as it takes, looking again at
 * the backoff's longest interval at most; everything else waits and is given up after a day.
 */
export function judgeFailure(
  failure: Failure,
  delivery: { attempts: number; createdAt: number },
  { now, random, backoff }: { now: number; random: number; backoff: Backoff },
): FailureVerdict {
  if (failure.kind === 'message') return { state: 'dead' };
  if (failure.kind === 'rate_limited') return { state: 'pending', nextAt: now + (failure.retryAfter ?? backoff.base) };
  const held = failure.kind === 'channel' || failure.kind === 'token';
  if (!held && now - delivery.createdAt >= giveUpAfter) return { state: 'dead' };
  return { state: 'pending', nextAt: now + backoffDelay(delivery.attempts, random, backoff) };
}

/** Whatever was thrown, as a failure. What is no PlatformError is a mistake of ours and may pass with the next version. */
export function toFailure(error: unknown): Failure {
  if (error instanceof PlatformError) return { kind: error.kind, error: error.message, retryAfter: error.retryAfter };
  return { kind: 'transient', error: error instanceof Error ? error.message : String(error), retryAfter: null };
}
