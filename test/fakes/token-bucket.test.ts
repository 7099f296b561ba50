import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTokenBuckets, type Rate } from './token-bucket.ts';

const rates = fc.record({
  requests: fc.integer({ min: 1, max: 300 }),
  per: fc.integer({ min: 100, max: 60_000 }),
  burst: fc.integer({ min: 1, max: 20 }),
});
const gaps = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 100 });

/** Returns the times at which the bucket had a token. */
function admitted(rate: Rate, times: readonly number[]): number[] {
  const buckets = createTokenBuckets();
  return times.filter(now => {
    if (buckets.wait('one', rate, now) > 0) return false;
    buckets.take('one', rate, now);
    return true;
  });
}

function timesOf(between: readonly number[]): number[] {
  let now = 1_700_000_000_000;
  return between.map(gap => (now += gap));
}

test('in any span of time at most the burst plus the rate is admitted', () => {
  fc.assert(
    fc.property(rates, gaps, (rate, between) => {
      const times = admitted(rate, timesOf(between));
      for (const [first, from] of times.entries()) {
        for (const [more, until] of times.slice(first).entries()) {
          const allowed = rate.burst + ((until - from) * rate.requests) / rate.per;
          expect(more + 1).toBeLessThanOrEqual(allowed + 1e-6);
        }
      }
    }),
  );
});

test('a request is admitted after exactly the announced wait, and not a millisecond sooner', () => {
  fc.assert(
    fc.property(rates, gaps, (rate, between) => {
      const buckets = createTokenBuckets();
      let now = 1_700_000_000_000;
      for (const gap of between) {
        now += gap;
        const wait = Math.ceil(buckets.wait('one', rate, now));
        if (wait > 0) expect(buckets.wait('one', rate, now + wait - 1)).toBeGreaterThan(0);
        now += wait;
        expect(buckets.wait('one', rate, now)).toBe(0);
        buckets.take('one', rate, now);
      }
    }),
  );
});

test('a full bucket admits its burst at once, then one per interval; buckets are independent', () => {
  const rate = { requests: 1, per: 1000, burst: 3 };
  expect(admitted(rate, [0, 0, 0, 0, 999, 1000, 1000, 2500, 3000])).toEqual([0, 0, 0, 1000, 2500, 3000]);
  const buckets = createTokenBuckets();
  buckets.take('one', { ...rate, burst: 1 }, 0);
  expect(buckets.wait('one', { ...rate, burst: 1 }, 0)).toBe(1000);
  expect(buckets.wait('another', { ...rate, burst: 1 }, 0)).toBe(0);
});
