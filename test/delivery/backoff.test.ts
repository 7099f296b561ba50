import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoffDelay, defaultBackoff } from '../../src/delivery/backoff.ts';

const failures = fc.integer({ min: 1, max: 1_000_000 });
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const backoff = fc.record({ base: fc.integer({ min: 1, max: 10_000 }), cap: fc.integer({ min: 1, max: 10_000_000 }) });

describe('the wait after a failure', () => {
  test('doubles at most with each, up to the cap', () => {
    const longest = [1, 2, 3, 4, 20].map(count => backoffDelay(count, 1, { base: 1000, cap: 10_000 }));
    expect(longest).toEqual([1000, 2000, 4000, 8000, 10_000]);
  });

  test('is anywhere below that, by chance', () => {
    expect([0, 0.25, 0.5].map(chance => backoffDelay(3, chance, { base: 1000, cap: 10_000 }))).toEqual([0, 1000, 2000]);
  });

  test('is a whole number of milliseconds from 0 to the cap, after however many failures', () => {
    fc.assert(
      fc.property(failures, random, backoff, (count, chance, limits) => {
        const delay = backoffDelay(count, chance, limits);
        expect(Number.isSafeInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(limits.cap);
      }),
    );
  });

  test('never has a lower ceiling after one failure more', () => {
    fc.assert(
      fc.property(failures, random, backoff, (count, chance, limits) => {
        expect(backoffDelay(count + 1, chance, limits)).toBeGreaterThanOrEqual(backoffDelay(count, chance, limits));
      }),
    );
  });

  test('is five minutes at most unless a test says otherwise', () => {
    expect(backoffDelay(100, 0.999_999_9, defaultBackoff)).toBe(5 * 60_000);
  });
});
