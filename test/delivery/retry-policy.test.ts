import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideRetry } from '../../src/delivery/retry-policy.ts';
import type { ErrorKind } from '../../src/platforms/platform.ts';

const now = 1_800_000_000_000;
const day = 24 * 60 * 60_000;
const circumstances = { now, random: 0.5, backoff: { base: 1000, cap: 60_000 }, giveUpAfter: day };
const failure = (kind: ErrorKind, retryAfter: number | null = null) => ({ kind, retryAfter });
const young = { since: now - 1000, failures: 2 };
const old = { since: now - day, failures: 500 };

describe('a failure', () => {
  test('of the message is the end of it, at once', () => {
    expect(decideRetry(failure('message'), { since: now, failures: 1 }, circumstances)).toEqual({ is: 'dead' });
  });

  test('that may pass waits for the backoff', () => {
    expect(decideRetry(failure('transient'), young, circumstances)).toEqual({ is: 'wait', nextAt: now + 1000 });
  });

  test('that says how long it lasts is taken at its word, beyond the cap of the backoff, too', () => {
    for (const kind of ['rate_limited', 'transient'] as const) {
      expect(decideRetry(failure(kind, 300_000), young, circumstances)).toEqual({ is: 'wait', nextAt: now + 300_000 });
    }
  });

  test('that may pass is given up once it has not passed for long enough, not before', () => {
    expect(decideRetry(failure('transient'), old, circumstances)).toEqual({ is: 'dead' });
    const almost = { ...old, since: now - day + 1 };
    expect(decideRetry(failure('transient'), almost, circumstances)).toMatchObject({ is: 'wait' });
  });

  test('of the rate is waited for however long it takes', () => {
    expect(decideRetry(failure('rate_limited', 1000), old, circumstances)).toEqual({ is: 'wait', nextAt: now + 1000 });
  });

  test('of the rate without a time is waited for longer each time, up to the cap, and never given up', () => {
    const waits = [1, 2, 3, 7, 500].map(failures => {
      const verdict = decideRetry(failure('rate_limited'), { since: 0, failures }, circumstances);
      return verdict.is === 'wait' ? verdict.nextAt - now : null;
    });
    expect(waits).toEqual([750, 1500, 3000, 45_000, 45_000]);
  });

  test('of the channel or the token holds for as long as it takes', () => {
    for (const kind of ['channel', 'token'] as const) {
      expect(decideRetry(failure(kind), young, circumstances)).toEqual({ is: 'held', nextAt: now + 1000 });
      expect(decideRetry(failure(kind), { since: 0, failures: 1e6 }, circumstances).is).toBe('held');
    }
  });

  test('never lets the lane look again before now', () => {
    const kinds = fc.constantFrom<ErrorKind>('transient', 'rate_limited', 'channel', 'token');
    const delivery = fc.record({
      since: fc.integer({ min: 0, max: now }),
      failures: fc.integer({ min: 1, max: 1e6 }),
    });
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(kinds, fc.option(fc.nat()), delivery, chance, (kind, retryAfter, about, random) => {
        const verdict = decideRetry(failure(kind, retryAfter), about, { ...circumstances, random });
        if (verdict.is !== 'dead') expect(verdict.nextAt).toBeGreaterThanOrEqual(now);
      }),
    );
  });
});
