import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createDiscordRateLimits } from '../../../../src/platforms/discord/post/rate-limits.ts';
import { snowflakeAt } from '../../../../src/platforms/discord/post/snowflake.ts';
import { PlatformError } from '../../../../src/platforms/platform.ts';
import { tally } from '../../../fakes/record.ts';
import { sayMessage } from '../../contract.ts';
import { CHANNEL, CHANNEL_ID, GUILD, setup } from '../setup.ts';

const post = (channel: string) => ({ channel, edited: null });

const headers = (remaining: number, resetAfter: number) =>
  new Headers({ 'x-ratelimit-remaining': String(remaining), 'x-ratelimit-reset-after': String(resetAfter) });

test('a channel with an empty bucket waits for its reset, and no other channel does', () => {
  const rateLimits = createDiscordRateLimits();
  rateLimits.recordResponse(post('1'), headers(1, 4.5), 1000);
  expect(rateLimits.readyAt(post('1'), 1000)).toBe(1000);
  rateLimits.recordResponse(post('1'), headers(0, 4.5), 2000);
  expect(rateLimits.readyAt(post('1'), 2000)).toBe(6510);
  expect(rateLimits.readyAt(post('2'), 2000)).toBeLessThan(2100);
  expect(rateLimits.readyAt(post('1'), 6510)).toBe(6510);
});

test('a response without usable limit headers changes nothing', () => {
  const rateLimits = createDiscordRateLimits();
  rateLimits.recordResponse(post('1'), new Headers(), 1000);
  rateLimits.recordResponse(post('1'), headers(0, Number.NaN), 1000);
  expect(rateLimits.readyAt(post('1'), 1000)).toBe(1000);
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
      if (rateLimits.readyAt(post(`${channel}`), now) > now) continue;
      rateLimits.recordRequest(post(`${channel}`), now);
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
  rateLimits.recordLimit(post('1'), limit('channel'), 1000);
  expect(rateLimits.readyAt(post('1'), 1000)).toBe(31_000);
  expect(rateLimits.readyAt(post('2'), 1000)).toBe(1000);
  // A lookup has its own bucket.
  rateLimits.recordLimit(null, limit('channel'), 1000);
  expect(rateLimits.readyAt(post('3'), 2000)).toBe(2000);
  rateLimits.recordLimit(null, limit('platform'), 2000);
  expect(rateLimits.readyAt(post('2'), 2000)).toBe(32_000);
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

describe('edits', () => {
  const hour = 3_600_000;
  const now = Date.UTC(2026, 10, 28);
  const edit = (channel: string, age: number) => ({ channel, edited: String(snowflakeAt(now - age)) });

  test('have a bucket of their own', () => {
    const rateLimits = createDiscordRateLimits();
    rateLimits.recordResponse(edit('1', 0), headers(0, 4.5), now);
    expect(rateLimits.readyAt(edit('1', 1000), now)).toBe(now + 4510);
    expect(rateLimits.readyAt(post('1'), now)).toBeLessThan(now + 100);
  });

  test('of messages older than an hour are slow in their channel, and others are not', () => {
    const rateLimits = createDiscordRateLimits();
    const old = edit('1', hour + 1000);
    for (let sent = 0; sent < 3; sent++) {
      expect(rateLimits.readyAt(old, now)).toBeLessThan(now + 100);
      rateLimits.recordRequest(old, now);
    }
    expect(rateLimits.readyAt(old, now)).toBeGreaterThan(now + 6000);
    expect(rateLimits.readyAt(edit('1', hour - 1000), now)).toBeLessThan(now + 200);
    expect(rateLimits.readyAt(edit('2', hour + 1000), now)).toBeLessThan(now + 200);
  });

  test.for([
    ['with the headers of a rate limit', { 'x-ratelimit-scope': 'user', 'x-ratelimit-remaining': '4' }],
    ['without them', {}],
  ] as const)('of old messages over the limit wait alone (%s)', async ([, more]) => {
    const { fake, platform, close } = await setup();
    const ref = await platform.post({ channel: CHANNEL, message: sayMessage('Card'), nonce: '1' });
    const [message] = fake.messages(CHANNEL_ID);
    if (!message) throw new Error('nothing was posted');
    // Discord reads the age in the id.
    Object.assign(message, { id: String(snowflakeAt(Date.now() - 2 * hour)), at: Date.now() - 2 * hour });
    const json = { message: 'Maximum number of edits…', retry_after: 12.5, global: false, code: 30046 };
    fake.next('PATCH /channels', { status: 429, json, headers: { 'content-type': 'application/json', ...more } });
    const edit = { channel: CHANNEL, ref: message.id, message: sayMessage('Edited'), nonce: '2' };
    await expect(platform.edit(edit)).rejects.toMatchObject({
      kind: 'rate_limited',
      code: '30046',
      retryAfter: 12_500,
      scope: 'channel',
      message: 'Discord is rate limiting edits of messages older than an hour.',
    });
    expect(platform.readyAt(CHANNEL, message.id)).toBeGreaterThan(Date.now() + 10_000);
    expect(platform.readyAt(CHANNEL, ref)).toBeLessThan(Date.now() + 1000);
    expect(platform.readyAt(CHANNEL)).toBeLessThan(Date.now() + 1000);
    await platform.edit(edit);
    expect(fake.read(CHANNEL_ID)).toContain('Edited, at length');
    await close();
  });

  test('of old messages are limited by the fake as Discord does', async () => {
    const { fake, platform, close } = await setup();
    fake.limits = { oldEdits: { requests: 1, per: 20_000 } };
    const ref = await platform.post({ channel: CHANNEL, message: sayMessage('Card'), nonce: '1' });
    const edit = (text: string) => platform.edit({ channel: CHANNEL, ref, message: sayMessage(text), nonce: text });
    await edit('Young');
    await edit('Young again');
    Object.assign(fake.messages(CHANNEL_ID)[0] ?? {}, { at: Date.now() - 2 * hour });
    await edit('Old');
    await expect(edit('Too many')).rejects.toMatchObject({ kind: 'rate_limited', code: '30046' });
    expect(fake.read(CHANNEL_ID)).toContain('Old, at length');
    await close();
  });
});
