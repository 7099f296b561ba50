/** Decides how a lane continues after a failed attempt. Pure. */
import type { ErrorKind, PlatformError } from '../platforms/platform.ts';
import { type Backoff, backoffDelay } from './backoff.ts';

/**
 * - `fail`: the delivery fails for good, and the lane continues at once
 * - `retry`: retry not before `nextAt` (milliseconds)
 * - `hold`: the same, and someone has to fix the channel or the token
 */
export type RetryDecision = { next: 'fail' } | { next: 'retry' | 'hold'; nextAt: number };

interface RetryContext {
  now: number;
  /** In [0, 1). */
  random: number;
  backoff: Backoff;
  /** A delivery that keeps failing with transient errors fails for good after this, milliseconds; null: never. */
  giveUpAfter: number | null;
}

/** Kinds after which the same request can't succeed; `mention` only comes here once the mentions are left out. */
const finalKinds: ReadonlySet<string> = new Set(['message', 'mention', 'gone', 'frozen'] satisfies ErrorKind[]);

/**
 * Decides by the kind of error. An error of the message, or of the message that it edits or replies to, is final. A broken
 * channel or token is on hold until it is fixed, and a rate limit is waited for. Transient errors are retried for
 * `giveUpAfter`. `failures` includes this one; `since` is when this kind of failure began, milliseconds.
 */
export function decideRetry(
  { kind, retryAfter }: Pick<PlatformError, 'kind' | 'retryAfter'>,
  { since, failures }: { since: number; failures: number },
  { now, random, backoff, giveUpAfter }: RetryContext,
): RetryDecision {
  if (finalKinds.has(kind)) return { next: 'fail' };
  const nextAt = now + (retryAfter ?? backoffDelay(failures, random, backoff));
  if (kind === 'channel' || kind === 'token') return { next: 'hold', nextAt };
  const isOver = kind === 'transient' && giveUpAfter !== null && now - since >= giveUpAfter;
  return isOver ? { next: 'fail' } : { next: 'retry', nextAt };
}
