import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Failure, judgeFailure, toFailure } from '../../src/delivery/verdict.ts';
import { type ErrorKind, PlatformError } from '../../src/platforms/platform.ts';

const now = 1_800_000_000_000;
const day = 24 * 60 * 60_000;
const circumstances = { now, random: 0.5, backoff: { base: 1000, cap: 60_000 }, giveUpAfter: day };
const failure = (kind: ErrorKind, retryAfter: number | null = null): Failure => ({
  kind,
  error: 'It did not work.',
  retryAfter,
  uncertain: false,
});
const young = { createdAt: now - 1000, failures: 2 };
const old = { createdAt: now - day, failures: 500 };

describe('a failure', () => {
  test('of the message is the end of it, at once', () => {
    expect(judgeFailure(failure('message'), { createdAt: now, failures: 1 }, circumstances)).toEqual({ is: 'dead' });
  });

  test('that may pass waits for the backoff', () => {
    expect(judgeFailure(failure('transient'), young, circumstances)).toEqual({ is: 'wait', nextAt: now + 1000 });
  });

  test('that says how long it lasts is taken at its word, beyond the cap of the backoff, too', () => {
    for (const kind of ['rate_limited', 'transient'] as const) {
      expect(judgeFailure(failure(kind, 300_000), young, circumstances)).toEqual({ is: 'wait', nextAt: now + 300_000 });
    }
  });

  test('that may pass is given up after the time for it, not before', () => {
    for (const kind of ['rate_limited', 'transient'] as const) {
      expect(judgeFailure(failure(kind), old, circumstances)).toEqual({ is: 'dead' });
      expect(judgeFailure(failure(kind), { ...old, createdAt: now - day + 1 }, circumstances)).toMatchObject({
        is: 'wait',
      });
    }
  });

  test('of the channel or the token holds for as long as it takes', () => {
    for (const kind of ['channel', 'token'] as const) {
      expect(judgeFailure(failure(kind), young, circumstances)).toEqual({ is: 'held', nextAt: now + 1000 });
      expect(judgeFailure(failure(kind), { createdAt: 0, failures: 1e6 }, circumstances).is).toBe('held');
    }
  });

  test('never lets the lane look again before now', () => {
    const kinds = fc.constantFrom<ErrorKind>('transient', 'rate_limited', 'channel', 'token');
    const delivery = fc.record({
      createdAt: fc.integer({ min: 0, max: now }),
      failures: fc.integer({ min: 1, max: 1e6 }),
    });
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(kinds, fc.option(fc.nat()), delivery, chance, (kind, retryAfter, about, random) => {
        const verdict = judgeFailure(failure(kind, retryAfter), about, { ...circumstances, random });
        if (verdict.is !== 'dead') expect(verdict.nextAt).toBeGreaterThanOrEqual(now);
      }),
    );
  });
});

describe('what was thrown', () => {
  test('by a platform keeps its kind, its sentence and its wait', () => {
    const error = new PlatformError('rate_limited', '429', 'Too fast.', { retryAfter: 5000, uncertain: true });
    expect(toFailure(error)).toEqual({ kind: 'rate_limited', error: 'Too fast.', retryAfter: 5000, uncertain: true });
  });

  test.each([
    [new TypeError('x is not a function'), 'x is not a function'],
    ['text', 'text'],
    [undefined, 'undefined'],
  ])('by mistake may pass: %s', (thrown, error) => {
    expect(toFailure(thrown)).toEqual({ kind: 'transient', error, retryAfter: null, uncertain: false });
  });
});
