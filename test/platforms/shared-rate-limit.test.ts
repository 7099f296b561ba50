import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSharedRateLimit, type SharedRateLimit } from '../../src/platforms/shared-rate-limit.ts';

const channels = (count: number) => Array.from({ length: count }, (_, index) => `C${index}`);

test('channels that ask together each get a turn of their own, and keep it', () => {
  const turns = createSharedRateLimit(20, 2);
  const asked = channels(5).map(channel => turns.reserve(channel, 1000));
  expect(asked).toEqual([1000, 1000, 1020, 1040, 1060]);
  expect(channels(5).map(channel => turns.reserve(channel, 1010))).toEqual(asked);
});

test('what nobody asked a turn for takes one', () => {
  const turns = createSharedRateLimit(20, 1);
  turns.spend(1000);
  turns.use('C1', 1000);
  expect(turns.reserve('C2', 1000)).toBe(1040);
});

test('a turn that is used or let pass is gone, and the next is a new one', () => {
  const turns = createSharedRateLimit(20, 1);
  expect(turns.reserve('C1', 1000)).toBe(1000);
  turns.use('C1', 1005);
  expect(turns.reserve('C1', 1005)).toBe(1020);
  expect(turns.reserve('C1', 9000)).toBe(9000);
});

test('while the platform asks to wait there are no turns, not even those given before', () => {
  const turns = createSharedRateLimit(20, 3);
  const given = channels(4).map(channel => turns.reserve(channel, 1000));
  turns.hold(31_000, 1000);
  const later = channels(4).map(channel => turns.reserve(channel, 1001));
  expect(given.at(-1)).toBe(1020);
  expect(later).toEqual([31_000, 31_020, 31_040, 31_060]);
});

test('off is no pace, but the platform is obeyed', () => {
  const turns = createSharedRateLimit(0, 1);
  for (const channel of channels(100)) expect(turns.reserve(channel, 1000)).toBe(0);
  turns.hold(5000, 1000);
  expect(turns.reserve('C1', 1000)).toBe(5000);
});

test('whoever waits for their turns never send more than the burst and one an interval, in any stretch of time', () => {
  const visit = fc.record({ channel: fc.integer({ min: 0, max: 30 }), pause: fc.integer({ min: 0, max: 100 }) });
  fc.assert(
    fc.property(fc.array(visit, { minLength: 1, maxLength: 80 }), fc.integer({ min: 1, max: 5 }), (visits, burst) => {
      const interval = 20;
      const turns = createSharedRateLimit(interval, burst);
      const sent: number[] = [];
      let now = 1000;
      for (const { channel, pause } of visits) {
        now = Math.max(now + pause, turns.reserve(`C${channel}`, now + pause));
        turns.use(`C${channel}`, now);
        sent.push(now);
      }
      for (const [from, start] of sent.entries())
        for (const [to, end] of sent.entries())
          if (to >= from) expect(to - from + 1).toBeLessThanOrEqual(burst + (end - start) / interval);
    }),
  );
});

test('what several processes share, each takes its part of', () => {
  const alone = createSharedRateLimit(20, 4);
  const shared = createSharedRateLimit(20, 4, () => 2);
  const taken = (turns: SharedRateLimit) => [1, 2, 3, 4, 5, 6].map(channel => turns.reserve(`C${channel}`, 1000));
  expect(taken(alone)).toEqual([1000, 1000, 1000, 1000, 1020, 1040]);
  expect(taken(shared)).toEqual([1000, 1000, 1040, 1080, 1120, 1160]);
});
