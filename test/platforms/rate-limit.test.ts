import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRateLimit } from '../../src/platforms/rate-limit.ts';

test('an idle channel sends its burst at once, then one message per interval', () => {
  const pace = createRateLimit(1000, 3);
  let now = 10_000;
  const sent: number[] = [];
  for (let at = 0; at < 6; at++) {
    now = Math.max(now, pace.readyAt('C1'));
    pace.spend('C1', now);
    sent.push(now);
  }
  expect(sent).toEqual([10_000, 10_000, 10_000, 11_000, 12_000, 13_000]);
  expect(pace.readyAt('C2')).toBeLessThanOrEqual(0);
});

test('in any span of time a channel sends at most its burst plus one message per interval', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 2000 }),
      fc.integer({ min: 1, max: 5 }),
      (pauses, interval, burst) => {
        const pace = createRateLimit(interval, burst);
        const sent: number[] = [];
        let now = 0;
        for (const pause of pauses) {
          now = Math.max(now + pause, pace.readyAt('C1'));
          pace.spend('C1', now);
          sent.push(now);
        }
        for (const [from, start] of sent.entries())
          for (const [to, end] of sent.entries())
            if (to >= from) expect(to - from + 1).toBeLessThanOrEqual(burst + (end - start) / interval);
      },
    ),
  );
});

test('an interval of 0 is no limit, and idle channels are forgotten', () => {
  const off = createRateLimit(0, 3);
  off.spend('C1', 5000);
  expect(off.readyAt('C1')).toBeLessThanOrEqual(0);
  const pace = createRateLimit(10, 1);
  for (let channel = 0; channel < 1000; channel++) pace.spend(`C${channel}`, 0);
  expect(pace.readyAt('C7')).toBe(10);
  pace.spend('other', 10);
  expect(pace.readyAt('C7')).toBe(0);
});

test('after a Retry-After of the platform no burst is left', () => {
  const pace = createRateLimit(1000, 3);
  pace.spend('C1', 10_000);
  pace.hold('C1', 40_000, 10_000);
  expect(pace.readyAt('C1')).toBe(40_000);
  pace.spend('C1', 40_000);
  expect(pace.readyAt('C1')).toBe(41_000);
  expect(pace.readyAt('C2')).toBeLessThanOrEqual(0);
});
