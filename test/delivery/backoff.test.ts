import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoffDelay, defaultBackoff } from '../../src/delivery/backoff.ts';

const failures = fc.integer({ min: 1, max: 1_000_000 });
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const backoff = fc.record({ base: fc.integer({ min: 1, max: 10_000 }), cap: fc.integer({ min: 1, max: 10_000_000 }) });

describe('the wait after a failure', () => {
  test('has a ceiling that doubles with each failure, up to the cap', () => {
    const longest = [1, 2, 3, 4, 20].map(count => backoffDelay(count, 1, { base: 1000, cap: 10_000 }));
    expect(longest).toEqual([1000, 2000, 4000, 8000, 10_000]);
  });

  test('is random between half the ceiling and the ceiling', () => {
    const waits = [0, 0.25, 0.5].map(chance => backoffDelay(3, chance, { base: 1000, cap: 10_000 }));
    expect(waits).toEqual([2000, 2500, 3000]);
  });

  test('is about 250 ms after the first failure', () => {
    expect([0, 0.5, 1].map(chance => backoffDelay(1, chance))).toEqual([175, 263, 350]);
  });

  test('is a whole number of milliseconds from 0 to the cap, after any number of failures', () => {
    fc.assert(
      fc.property(failures, random, backoff, (count, chance, limits) => {
        const delay = backoffDelay(count, chance, limits);
        expect(Number.isSafeInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(limits.cap);
      }),
    );
  });

  test('never has a lower ceiling after one more failure', () => {
    fc.assert(
      fc.property(failures, random, backoff, (count, chance, limits) => {
        expect(backoffDelay(count + 1, chance, limits)).toBeGreaterThanOrEqual(backoffDelay(count, chance, limits));
      }),
    );
  });

  test('is at most five minutes by default', () => {
    expect(backoffDelay(100, 0.999_999_9, defaultBackoff)).toBe(5 * 60_000);
  });
});
