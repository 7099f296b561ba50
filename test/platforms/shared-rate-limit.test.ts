import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSharedRateLimit, type SharedRateLimit } from '../../src/platforms/shared-rate-limit.ts';

const channels = (count: number) => Array.from({ length: count }, (_, index) => `C${index}`);

test('each channel reserves a slot of its own, and reserving again reslots the same slot', () => {
  const slots = createSharedRateLimit(20, 2);
  const reserved = channels(5).map(channel => slots.reserve(channel, 1000));
  expect(reserved).toEqual([1000, 1000, 1020, 1040, 1060]);
  expect(channels(5).map(channel => slots.reserve(channel, 1010))).toEqual(reserved);
});

test('a message without a reservation uses up a slot', () => {
  const slots = createSharedRateLimit(20, 1);
  slots.spend(1000);
  slots.use('C1', 1000);
  expect(slots.reserve('C2', 1000)).toBe(1040);
});

test('a used or missed slot is gone, and the next reservation gets a new one', () => {
  const slots = createSharedRateLimit(20, 1);
  expect(slots.reserve('C1', 1000)).toBe(1000);
  slots.use('C1', 1005);
  expect(slots.reserve('C1', 1005)).toBe(1020);
  expect(slots.reserve('C1', 9000)).toBe(9000);
});

test('a Retry-After of the platform cancels earlier reservations and delays new ones', () => {
  const slots = createSharedRateLimit(20, 3);
  const earlier = channels(4).map(channel => slots.reserve(channel, 1000));
  slots.hold(31_000, 1000);
  const later = channels(4).map(channel => slots.reserve(channel, 1001));
  expect(earlier.at(-1)).toBe(1020);
  expect(later).toEqual([31_000, 31_020, 31_040, 31_060]);
});

test("an interval of 0 is no limit, but the platform's Retry-After applies", () => {
  const slots = createSharedRateLimit(0, 1);
  for (const channel of channels(100)) expect(slots.reserve(channel, 1000)).toBe(0);
  slots.hold(5000, 1000);
  expect(slots.reserve('C1', 1000)).toBe(5000);
});

test('in any span of time all channels together send at most the burst plus one message per interval', () => {
  const visit = fc.record({ channel: fc.integer({ min: 0, max: 30 }), pause: fc.integer({ min: 0, max: 100 }) });
  fc.assert(
    fc.property(fc.array(visit, { minLength: 1, maxLength: 80 }), fc.integer({ min: 1, max: 5 }), (visits, burst) => {
      const interval = 20;
      const slots = createSharedRateLimit(interval, burst);
      const sent: number[] = [];
      let now = 1000;
      for (const { channel, pause } of visits) {
        now = Math.max(now + pause, slots.reserve(`C${channel}`, now + pause));
        slots.use(`C${channel}`, now);
        sent.push(now);
      }
      for (const [from, start] of sent.entries())
        for (const [to, end] of sent.entries())
          if (to >= from) expect(to - from + 1).toBeLessThanOrEqual(burst + (end - start) / interval);
    }),
  );
});

test('each of several processes uses its share of the rate', () => {
  const alone = createSharedRateLimit(20, 4);
  const shared = createSharedRateLimit(20, 4, () => 2);
  const reserveSix = (slots: SharedRateLimit) => [1, 2, 3, 4, 5, 6].map(channel => slots.reserve(`C${channel}`, 1000));
  expect(reserveSix(alone)).toEqual([1000, 1000, 1000, 1000, 1020, 1040]);
  expect(reserveSix(shared)).toEqual([1000, 1000, 1040, 1080, 1120, 1160]);
});
