import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { post } from '../../src/delivery/kinds/post-kind.ts';
import { decideRetry } from '../../src/delivery/retry-policy.ts';
import type { ErrorKind } from '../../src/platforms/platform.ts';

const now = 1_800_000_000_000;
const day = 24 * 60 * 60_000;
const retryContext = { now, random: 0.5, backoff: { base: 1000, cap: 60_000 }, giveUpAfter: day };
const failure = (kind: ErrorKind, retryAfter: number | null = null) => ({ consequence: post.errors[kind], retryAfter });
const young = { since: now - 1000, failures: 2 };
const old = { since: now - day, failures: 500 };

describe('a failed attempt', () => {
  test('with a message error fails the delivery at once', () => {
    expect(decideRetry(failure('message'), { since: now, failures: 1 }, retryContext)).toEqual({ next: 'fail' });
  });

  test('with a transient error is retried after the backoff', () => {
    expect(decideRetry(failure('transient'), young, retryContext)).toEqual({ next: 'retry', nextAt: now + 1500 });
  });

  test('with a Retry-After is retried after that time, even beyond the cap of the backoff', () => {
    for (const kind of ['rate_limited', 'transient'] as const) {
      expect(decideRetry(failure(kind, 300_000), young, retryContext)).toEqual({
        next: 'retry',
        nextAt: now + 300_000,
      });
    }
  });

  test('with a transient error fails the delivery after `giveUpAfter`, not before', () => {
    expect(decideRetry(failure('transient'), old, retryContext)).toEqual({ next: 'fail' });
    const almost = { ...old, since: now - day + 1 };
    expect(decideRetry(failure('transient'), almost, retryContext)).toMatchObject({ next: 'retry' });
  });

  test('with a rate limit is retried without end', () => {
    expect(decideRetry(failure('rate_limited', 1000), old, retryContext)).toEqual({
      next: 'retry',
      nextAt: now + 1000,
    });
  });

  test('with a rate limit without a Retry-After waits longer each time, up to the cap', () => {
    const waits = [1, 2, 3, 7, 500].map(failures => {
      const decision = decideRetry(failure('rate_limited'), { since: 0, failures }, retryContext);
      return decision.next === 'retry' ? decision.nextAt - now : null;
    });
    expect(waits).toEqual([750, 1500, 3000, 45_000, 45_000]);
  });

  test('with a channel or token error is on hold without end', () => {
    for (const kind of ['channel', 'token'] as const) {
      expect(decideRetry(failure(kind), young, retryContext)).toEqual({ next: 'hold', nextAt: now + 1500 });
      expect(decideRetry(failure(kind), { since: 0, failures: 1e6 }, retryContext).next).toBe('hold');
    }
  });

  test('is never retried before now', () => {
    const kinds = fc.constantFrom<ErrorKind>('transient', 'rate_limited', 'channel', 'token');
    const delivery = fc.record({
      since: fc.integer({ min: 0, max: now }),
      failures: fc.integer({ min: 1, max: 1e6 }),
    });
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(kinds, fc.option(fc.nat()), delivery, chance, (kind, retryAfter, about, random) => {
        const decision = decideRetry(failure(kind, retryAfter), about, { ...retryContext, random });
        if ('nextAt' in decision) expect(decision.nextAt).toBeGreaterThanOrEqual(now);
      }),
    );
  });
});
