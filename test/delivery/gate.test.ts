import { afterEach, expect, test } from 'vitest';
import { callers, callersIn, missedCalls, onDiscord, onSlack } from './support.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

test('a token revoked while running holds the platform, asks for itself only, and goes on once it works', async () => {
  const { app, slack, channel, logged, stop } = await onSlack({ FOLD_AFTER: 'off' }, { probeEvery: 20 });
  stops.push(stop);
  await missedCalls(app.url, callers(1));
  await app.settled();
  slack.next('chat.postMessage', { error: 'token_revoked' });
  slack.next('auth.test', { error: 'token_revoked' }, 3);
  await missedCalls(app.url, callers(4, 1));
  await app.settled();
  expect(callersIn(slack.read(channel))).toEqual(callers(5));
  // One post found out, the questions were auth.test's.
  expect(slack.requests.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(6);
  expect(logged.join('')).toContain('The Slack token was revoked');
});

test("a limit of all of Discord's requests holds every channel until it is over", async () => {
  const { app, discord, channel, stop } = await onDiscord({ FOLD_AFTER: 'off' });
  stops.push(stop);
  discord.next('POST', { retryAfter: 0.3, global: true });
  await missedCalls(app.url, callers(3));
  await app.settled();
  expect(callersIn(discord.read(channel))).toEqual(callers(3));
  const posts = discord.requests.filter(({ method }) => method === 'POST').map(({ at }) => at);
  const [refused, next] = posts as [number, number];
  expect(next - refused).toBeGreaterThanOrEqual(300);
});
