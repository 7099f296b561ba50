import { afterEach, expect, test } from 'vitest';
import { listDeliveries } from '../../src/store/deliveries/deliveries.ts';
import { onDiscord, onSlack } from '../app-harness.ts';
import { callers, callersIn, missedCalls } from '../missed-calls.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

test('a message that Slack posted before the connection dropped is found and not posted again', async () => {
  const { app, slack, channel, stop } = await onSlack();
  stops.push(stop);
  slack.next('chat.postMessage', 'drop after', 3);
  await missedCalls(app.url, callers(5));
  await app.settled();
  expect(callersIn(slack.read(channel))).toEqual(callers(5));
  expect(slack.requests.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(5);
});

test('a message that Discord posted before the connection dropped is posted once, by its nonce', async () => {
  const { app, discord, channel, stop } = await onDiscord();
  stops.push(stop);
  discord.next('POST', 'drop after', 3);
  await missedCalls(app.url, callers(5));
  await app.settled();
  expect(callersIn(discord.read(channel))).toEqual(callers(5));
});

test('a message that Slack did not post before the connection dropped is posted in its place', async () => {
  const { app, slack, channel, stop } = await onSlack();
  stops.push(stop);
  slack.next('chat.postMessage', 'drop before', 2);
  slack.next('chat.postMessage', { status: 500 }, 2);
  await missedCalls(app.url, callers(4));
  await app.settled();
  expect(callersIn(slack.read(channel))).toEqual(callers(4));
});

test('a token without the history scope still posts every message', async () => {
  const { app, slack, channel, stop } = await onSlack();
  stops.push(stop);
  slack.next('conversations.history', { error: 'missing_scope' });
  slack.next('chat.postMessage', 'drop before');
  await missedCalls(app.url, callers(2));
  await app.settled();
  expect(callersIn(slack.read(channel))).toEqual(callers(2));
});

test('a history that cannot be read is read again before anything is posted', async () => {
  const { app, slack, channel, stop } = await onSlack();
  stops.push(stop);
  slack.next('chat.postMessage', 'drop after');
  slack.next('conversations.history', { status: 503 }, 2);
  await missedCalls(app.url, callers(2));
  await app.settled();
  expect(callersIn(slack.read(channel))).toEqual(callers(2));
});

test.each([
  ['rejected', { error: 'invalid_arguments' }],
  ['rate limited without a Retry-After', { retryAfter: null }],
  ['rejected by a firewall', { status: 403, body: '<html>', headers: { 'content-type': 'text/html' } }],
  ['answered with a page', { status: 200, body: '<html>Sign in</html>' }],
])('a lookup that is %s is repeated, and the message is neither lost nor posted twice', async (_how, answer) => {
  const { app, core, slack, channel, stop } = await onSlack();
  stops.push(stop);
  slack.next('chat.postMessage', 'drop after');
  slack.next('conversations.history', answer, 2);
  await missedCalls(app.url, callers(2));
  await app.settled();
  expect(callersIn(slack.read(channel))).toEqual(callers(2));
  expect(await listDeliveries(core.database.db, { state: 'failed' })).toEqual([]);
});

test.each([
  ['a page', { status: 200, text: '<html>Sign in</html>' }],
  ['a fault after the message was posted', 'half after'],
] as const)('a message that Discord answers with %s is posted once', async (_how, answer) => {
  const { app, discord, channel, stop } = await onDiscord();
  stops.push(stop);
  discord.next('POST', answer, 2);
  await missedCalls(app.url, callers(3));
  await app.settled();
  expect(callersIn(discord.read(channel))).toEqual(callers(3));
});
