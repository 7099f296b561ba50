/** What a lane does after an attempt failed. Pure. */
import type { PlatformError } from '../platforms/platform.ts';
import { type Backoff, backoffDelay, limitDelay } from './backoff.ts';

/**
 * - `dead`: give this delivery up; the lane goes on at once
 * - `wait`: try again not before `nextAt` (milliseconds)
 * - `held`: the same, and somebody has to mend the channel
 */
export type RetryDecision = { is: 'dead' } | { is: 'wait' | 'held'; nextAt: number };

export interface RetryContext {
  now: number;
  /** In [0, 1). */
  random: number;
  backoff: Backoff;
  /** Milliseconds after which a delivery that keeps failing is given up; null: never. */
  giveUpAfter: number | null;
}

/**
 * `message` errors are final, and so is a `mention` that is left out already. A broken channel or token holds the delivery for as long as it takes, and a limit is
 * waited for; what may pass is given up when it has not for a while. `failures` counts this one; `since` is when this
 * kind of trouble began, milliseconds.
 */
export function decideRetry(
  { kind, retryAfter }: Pick<PlatformError, 'kind' | 'retryAfter'>,
  { since, failures }: { since: number; failures: number },
  { now, random, backoff, giveUpAfter }: RetryContext,
): RetryDecision {
  if (kind === 'message' || kind === 'mention') return { is: 'dead' };
  const ownWait = kind === 'rate_limited' ? limitDelay : backoffDelay;
  const nextAt = now + (retryAfter ?? ownWait(failures, random, backoff));
  if (kind === 'channel' || kind === 'token') return { is: 'held', nextAt };
  const givenUp = kind === 'transient' && giveUpAfter !== null && now - since >= giveUpAfter;
  return givenUp ? { is: 'dead' } : { is: 'wait', nextAt };
}
