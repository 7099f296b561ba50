import { expect, test } from 'vitest';
import { createSlackRateLimits } from '../../../../src/platforms/slack/post/rate-limits.ts';

/** The number of messages that this many busy channels send together in a minute. */
function sentInAMinute(channels: number, interval: number): number {
  const pace = createSlackRateLimits(interval);
  const names = Array.from({ length: channels }, (_, index) => `T1/C${index}`);
  let sent = 0;
  for (let now = 1_000_000; now < 1_060_000; now += 10) {
    for (const name of names) {
      if (pace.readyAt(name, now) > now) continue;
      pace.spend(name, now);
      sent += 1;
    }
  }
  return sent;
}

test("one channel sends one message a second, and many channels stay within the workspace's limit", () => {
  expect(sentInAMinute(1, 1000)).toBe(60 + 2);
  expect(sentInAMinute(4, 1000)).toBe(4 * (60 + 2));
  expect(sentInAMinute(200, 1000)).toBeGreaterThan(0.95 * 350);
  expect(sentInAMinute(200, 1000)).toBeLessThanOrEqual(350);
});

test('a rate of 0 is no limit', () => {
  const pace = createSlackRateLimits(0);
  for (let sent = 0; sent < 100; sent++) pace.spend('T1/C1', 1000);
  expect(pace.readyAt('T1/C1', 1000)).toBeLessThanOrEqual(1000);
});

test('a first 429 limits the channel alone', () => {
  const pace = createSlackRateLimits(1000);
  expect(pace.rejected('T1/C1', 31_000, 1000)).toBe('channel');
  expect(pace.readyAt('T1/C1', 1000)).toBe(31_000);
  expect(pace.readyAt('T1/C2', 1000)).toBeLessThanOrEqual(1000);
});

test('a 429 in another channel during the wait limits all posting', () => {
  const pace = createSlackRateLimits(1000);
  pace.rejected('T1/C1', 31_000, 1000);
  expect(pace.rejected('T1/C2', 33_000, 2000)).toBe('method');
  expect(pace.readyAt('T1/C3', 2000)).toBe(33_000);
  expect(pace.rejected('T1/C4', 34_000, 32_000)).toBe('method');
});

test('a second 429 in the same channel, or a later one in another, limits that channel alone', () => {
  const pace = createSlackRateLimits(1000);
  pace.rejected('T1/C1', 31_000, 1000);
  expect(pace.rejected('T1/C1', 40_000, 31_000)).toBe('channel');
  expect(pace.rejected('T1/C2', 70_000, 40_000)).toBe('channel');
});

test('edits of all channels share one limit, each channel has its own slot, and posts are not in it', () => {
  const { edits, readyAt } = createSlackRateLimits(1000);
  const channels = Array.from({ length: 200 }, (_, index) => `T1/C${index}`);
  let sent = 0;
  for (let now = 1_000_000; now < 1_060_000; now += 10) {
    for (const channel of channels) {
      if (edits.reserve(channel, now) > now) continue;
      edits.use(channel, now);
      sent += 1;
    }
  }
  expect(sent).toBeGreaterThan(50);
  expect(sent).toBeLessThanOrEqual(60);
  expect(readyAt('T1/C1', 1_060_000)).toBeLessThanOrEqual(1_060_000);
});

test('a 429 of an edit stops the edits of all channels, and no post', () => {
  const { edits, readyAt } = createSlackRateLimits(1000);
  edits.hold(31_000, 1000);
  expect(edits.reserve('T1/C1', 1000)).toBe(31_000);
  expect(readyAt('T1/C1', 1000)).toBeLessThanOrEqual(1000);
});
