import { expect, test } from 'vitest';
import { createLimiter, type DiscordLimits } from './limits.ts';

const messages = { requests: 5, per: 5000 };
const path = (channel: number) => `/channels/${channel}/messages`;

function limiterOf(limits: DiscordLimits) {
  const { admit, invalid } = createLimiter();
  return {
    post: (channel: number, now: number) => admit('POST', path(channel), limits, now),
    request: (method: string, route: string, now: number) => admit(method, route, limits, now),
    invalid: (now: number) => invalid(limits, now),
  };
}

test("every response reports the channel's bucket, which rejects requests while it is empty", () => {
  const { post } = limiterOf({ messages });
  const buckets = [1000, 1200, 1400, 1600, 2345].map(now => post(1, now).bucket);
  expect(buckets.map(bucket => bucket?.remaining)).toEqual([4, 3, 2, 1, 0]);
  expect(buckets[4]).toEqual({ limit: 5, remaining: 0, reset: 6, resetAfter: 3.655, bucket: 'post-messages' });
  expect(post(1, 5999).refusal).toEqual({ scope: 'user', limit: 'POST /channels/1/messages', retryAfter: 0.001 });
  expect(post(1, 6000)).toMatchObject({ refusal: null, bucket: { remaining: 4, resetAfter: 5 } });
});

test('each channel has separate buckets for posting, editing and reading', () => {
  const { post, request } = limiterOf({ messages: { requests: 1, per: 5000 } });
  expect(post(1, 0).refusal).toBeNull();
  expect(post(1, 0).refusal?.scope).toBe('user');
  expect(post(2, 0).refusal).toBeNull();
  expect(request('PATCH', `${path(1)}/7`, 0)).toMatchObject({ refusal: null, bucket: { bucket: 'patch-message' } });
  expect(request('PATCH', `${path(1)}/8`, 0).refusal?.limit).toBe('PATCH /channels/1/messages/:id');
  expect(request('GET', path(1), 0).refusal).toBeNull();
  for (let times = 0; times < 9; times++)
    expect(request('GET', '/users/@me', 0)).toEqual({ refusal: null, bucket: null });
});

test('the global limit counts all requests and is checked before the bucket', () => {
  const { post, request } = limiterOf({ messages, global: { requests: 2, per: 1000 } });
  expect(request('GET', '/users/@me', 0).refusal).toBeNull();
  expect(post(1, 100).refusal).toBeNull();
  expect(post(2, 250)).toMatchObject({ refusal: { scope: 'global', limit: 'global', retryAfter: 0.75 } });
  expect(post(1, 250).bucket?.remaining).toBe(4);
  expect(post(1, 1000).refusal).toBeNull();
});

test('a shared limit rejects requests even if the bucket is not empty', () => {
  const { post, request } = limiterOf({ messages, channel: { requests: 1, per: 60_000 } });
  expect(post(1, 0).refusal).toBeNull();
  expect(request('GET', path(1), 10_000)).toMatchObject({
    refusal: { scope: 'shared', limit: 'shared /channels/1', retryAfter: 50 },
    bucket: { remaining: 5 },
  });
});

test('too many invalid requests ban the address for a time', () => {
  const { post, invalid } = limiterOf({ invalid: { requests: 3, per: 600_000, ban: 60_000 } });
  for (const now of [0, 1, 600_000, 600_001]) invalid(now);
  expect(post(1, 600_001).refusal).toBeNull();
  invalid(600_002);
  expect(post(2, 600_502).refusal).toEqual({ scope: 'ban', limit: 'ban', retryAfter: 59.5 });
  expect(post(2, 660_002).refusal).toBeNull();
});
