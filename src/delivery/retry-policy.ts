/** Decides how a lane continues after a failed attempt. Pure. */
import { type Backoff, backoffDelay } from './backoff.ts';
import type { Consequence } from './kinds/kind.ts';

/**
 * - `fail`: the delivery fails for good, and the lane continues at once
 * - `retry`: retry not before `nextAt` (milliseconds)
 * - `hold`: the same, and someone has to fix the channel or the token
 * - `post`, `reply`: it becomes a message of its own, or a reply, and is sent at once
 */
export type RetryDecision = { next: 'fail' | 'post' | 'reply' } | { next: 'retry' | 'hold'; nextAt: number };

interface RetryContext {
  now: number;
  /** In [0, 1). */
  random: number;
  backoff: Backoff;
  /** A delivery that keeps failing with transient errors fails for good after this, milliseconds; null: never. */
  giveUpAfter: number | null;
}

/**
 * Decides by the consequence of the error for the kind of delivery. `failures` includes this one; `since` is when this kind
 * of failure began, milliseconds.
 */
export function decideRetry(
  { consequence, retryAfter }: { consequence: Consequence; retryAfter: number | null },
  { since, failures }: { since: number; failures: number },
  { now, random, backoff, giveUpAfter }: RetryContext,
): RetryDecision {
  if (consequence === 'fail' || consequence === 'post' || consequence === 'reply') return { next: consequence };
  const nextAt = now + (retryAfter ?? backoffDelay(failures, random, backoff));
  if (consequence === 'hold') return { next: 'hold', nextAt };
  const isOver = consequence === 'retry' && giveUpAfter !== null && now - since >= giveUpAfter;
  return isOver ? { next: 'fail' } : { next: 'retry', nextAt };
}
