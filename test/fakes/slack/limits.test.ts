import { expect, test } from 'vitest';
import { createLimiter, limitsOf, type SlackLimits } from './limits.ts';

const limits: SlackLimits = {
  channel: { requests: 1, per: 1000, burst: 2 },
  methods: {
    'chat.postMessage': { requests: 60, per: 60_000, burst: 3 },
    'conversations.history': { requests: 50, per: 60_000, burst: 1 },
  },
};
const post = (channel: string) => limitsOf('chat.postMessage', { channel });
const read = limitsOf('conversations.history', { channel: 'C1' });

test('a channel admits its burst, and then Retry-After is in whole seconds', () => {
  const { admit } = createLimiter();
  const at = (now: number) => admit(post('C1'), limits, now);
  expect([0, 0, 1, 999].map(at)).toEqual([
    null,
    null,
    { limit: 'chat.postMessage C1', retryAfter: 1 },
    { limit: 'chat.postMessage C1', retryAfter: 1 },
  ]);
  expect(at(1000)).toBeNull();
});

test("the workspace's limit on posting also refuses channels below their own limit", () => {
  const { admit } = createLimiter();
  expect(['C1', 'C2', 'C3', 'C4'].map(channel => admit(post(channel), limits, 0))).toEqual([
    null,
    null,
    null,
    { limit: 'chat.postMessage', retryAfter: 1 },
  ]);
  expect(admit(read, limits, 0)).toBeNull();
});

test("a method's limit covers all channels together", () => {
  const { admit } = createLimiter();
  expect(admit(read, limits, 0)).toBeNull();
  expect(admit(read, limits, 100)).toEqual({ limit: 'conversations.history', retryAfter: 2 });
  expect(admit(post('C1'), limits, 100)).toBeNull();
});

test('a refused request uses up none of its limits', () => {
  const { admit } = createLimiter();
  const wide = { ...limits, channel: { requests: 1, per: 1000, burst: 1 } };
  expect(admit(post('C1'), wide, 0)).toBeNull();
  for (let times = 0; times < 10; times++) expect(admit(post('C1'), wide, 0)).not.toBeNull();
  expect(admit(post('C2'), wide, 0)).toBeNull();
  expect(admit(post('C3'), wide, 0)).toBeNull();
});

test('a request without a limit is never refused', () => {
  const { admit } = createLimiter();
  for (let times = 0; times < 1000; times++) expect(admit(post('C1'), {}, 0)).toBeNull();
  expect(admit(limitsOf('auth.test', {}), limits, 0)).toBeNull();
});
