import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createDiscordRateLimits } from '../../../../src/platforms/discord/post/rate-limits.ts';
import { PlatformError } from '../../../../src/platforms/platform.ts';
import { tally } from '../../../fakes/record.ts';
import { sayMessage } from '../../contract.ts';
import { CHANNEL, GUILD, setup } from '../setup.ts';

const headers = (remaining: number, resetAfter: number) =>
  new Headers({ 'x-ratelimit-remaining': String(remaining), 'x-ratelimit-reset-after': String(resetAfter) });

test('a channel with an empty bucket waits for its reset, and no other channel does', () => {
  const rateLimits = createDiscordRateLimits();
  rateLimits.recordResponse('1', headers(1, 4.5), 1000);
  expect(rateLimits.readyAt('1', 1000)).toBe(1000);
  rateLimits.recordResponse('1', headers(0, 4.5), 2000);
  expect(rateLimits.readyAt('1', 2000)).toBe(6510);
  expect(rateLimits.readyAt('2', 2000)).toBeLessThan(2100);
  expect(rateLimits.readyAt('1', 6510)).toBe(6510);
});

test('a response without usable limit headers changes nothing', () => {
  const rateLimits = createDiscordRateLimits();
  rateLimits.recordResponse('1', new Headers(), 1000);
  rateLimits.recordResponse('1', headers(0, Number.NaN), 1000);
  expect(rateLimits.readyAt('1', 1000)).toBe(1000);
});

test('all channels together stay below 50 requests a second, other requests included', () => {
  const rateLimits = createDiscordRateLimits();
  const sent: number[] = [];
  for (let now = 1000; now < 6000; now += 1) {
    if (now % 1000 === 0) {
      rateLimits.recordRequest(null, now);
      sent.push(now);
    }
    for (let channel = 0; channel < 300; channel++) {
      if (rateLimits.readyAt(`${channel}`, now) > now) continue;
      rateLimits.recordRequest(`${channel}`, now);
      sent.push(now);
    }
  }
  for (const start of sent) expect(sent.filter(at => at >= start && at < start + 1000).length).toBeLessThanOrEqual(50);
  expect(sent.length).toBeGreaterThan(0.95 * 5 * 50);
});

test('a rate limit delays only the channels in its scope', () => {
  const limit = (scope: 'channel' | 'platform') =>
    new PlatformError('rate_limited', '429', 'Wait.', { retryAfter: 30_000, scope });
  const rateLimits = createDiscordRateLimits();
  rateLimits.recordLimit('1', limit('channel'), 1000);
  expect(rateLimits.readyAt('1', 1000)).toBe(31_000);
  expect(rateLimits.readyAt('2', 1000)).toBe(1000);
  // A lookup has its own bucket.
  rateLimits.recordLimit(null, limit('channel'), 1000);
  expect(rateLimits.readyAt('3', 2000)).toBe(2000);
  rateLimits.recordLimit(null, limit('platform'), 2000);
  expect(rateLimits.readyAt('2', 2000)).toBe(32_000);
});

test("posting at the times of readyAt never exceeds Discord's limits", async () => {
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
