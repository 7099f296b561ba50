import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createDiscordRateLimits } from '../../../../src/platforms/discord/post/rate-limits.ts';
import { PlatformError } from '../../../../src/platforms/platform.ts';
import { tally } from '../../../fakes/record.ts';
import { sayMessage } from '../../contract.ts';
import { CHANNEL, GUILD, setup } from '../setup.ts';

const headers = (remaining: number, resetAfter: number) =>
  new Headers({ 'x-ratelimit-remaining': String(remaining), 'x-ratelimit-reset-after': String(resetAfter) });

test('a channel with nothing left in its bucket waits for its reset, and no other does', () => {
  const pace = createDiscordRateLimits();
  pace.answered('1', headers(1, 4.5), 1000);
  expect(pace.readyAt('1', 1000)).toBe(1000);
  pace.answered('1', headers(0, 4.5), 2000);
  expect(pace.readyAt('1', 2000)).toBe(6510);
  expect(pace.readyAt('2', 2000)).toBeLessThan(2100);
  expect(pace.readyAt('1', 6510)).toBe(6510);
});

test('answers without limits, as of an outage, say nothing', () => {
  const pace = createDiscordRateLimits();
  pace.answered('1', new Headers(), 1000);
  pace.answered('1', headers(0, Number.NaN), 1000);
  expect(pace.readyAt('1', 1000)).toBe(1000);
});

test('all channels together keep below 50 requests a second, whatever else is asked', () => {
  const pace = createDiscordRateLimits();
  const sent: number[] = [];
  for (let now = 1000; now < 6000; now += 1) {
    if (now % 1000 === 0) {
      pace.sent(null, now);
      sent.push(now);
    }
    for (let channel = 0; channel < 300; channel++) {
      if (pace.readyAt(`${channel}`, now) > now) continue;
      pace.sent(`${channel}`, now);
      sent.push(now);
    }
  }
  for (const start of sent) expect(sent.filter(at => at >= start && at < start + 1000).length).toBeLessThanOrEqual(50);
  expect(sent.length).toBeGreaterThan(0.95 * 5 * 50);
});

test('a refusal is obeyed by those whom it concerns', () => {
  const limit = (scope: 'channel' | 'platform') =>
    new PlatformError('rate_limited', '429', 'Wait.', { retryAfter: 30_000, scope });
  const pace = createDiscordRateLimits();
  pace.refused('1', limit('channel'), 1000);
  expect(pace.readyAt('1', 1000)).toBe(31_000);
  expect(pace.readyAt('2', 1000)).toBe(1000);
  // Of a lookup, which has a bucket of its own.
  pace.refused(null, limit('channel'), 1000);
  expect(pace.readyAt('3', 2000)).toBe(2000);
  pace.refused(null, limit('platform'), 2000);
  expect(pace.readyAt('2', 2000)).toBe(32_000);
});

test('who posts when readyAt says so is never refused, by a Discord that keeps its limits', async () => {
  const { fake, platform, close } = await setup();
  fake.limits = { messages: { requests: 5, per: 300 }, global: { requests: 50, per: 1000 } };
  async function lane(channel: string, posts: number): Promise<void> {
    for (let post = 0; post < posts; post++) {
      for (let wait = 1; wait > 0; wait = platform.readyAt(channel) - Date.now()) await delay(Math.ceil(wait));
      await platform.post({ channel, message: sayMessage('Call'), nonce: `${channel.slice(-6)} ${post}` });
    }
  }
  await Promise.all([lane(CHANNEL, 12), lane(`${GUILD}/300000000000000009`, 12)]);
  expect(tally(fake.requests)).toEqual({ requests: 24, accepted: 24, refused: 0, early: 0 });
  await close();
});
