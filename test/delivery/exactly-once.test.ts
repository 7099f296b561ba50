import { afterEach, expect, test } from 'vitest';
import { callers, callersIn, missedCalls, onDiscord, onSlack } from './support.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

test('Slack posted but the connection dropped: the message is found and not posted again', async () => {
  const { app, slack, channel, stop } = await onSlack();
  stops.push(stop);
  slack.next('chat.postMessage', 'drop after', 3);
  await missedCalls(app.url, callers(5));
  await app.settled();
  expect(callersIn(slack.read(channel))).toEqual(callers(5));
  expect(slack.requests.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(5);
});

test('Discord posted but the connection dropped: its nonce keeps the message single', async () => {
  const { app, discord, channel, stop } = await onDiscord();
  stops.push(stop);
  discord.next('POST', 'drop after', 3);
  await missedCalls(app.url, callers(5));
  await app.settled();
  expect(callersIn(discord.read(channel))).toEqual(callers(5));
});

test('Slack dropped the connection before it posted: the message is posted after all, in its place', async () => {
  const { app, slack, channel, stop } = await onSlack();
  stops.push(stop);
  slack.next('chat.postMessage', 'drop before', 2);
  slack.next('chat.postMessage', { status: 500 }, 2);
  await missedCalls(app.url, callers(4));
  await app.settled();
  expect(callersIn(slack.read(channel))).toEqual(callers(4));
});

test('a token without the history scope still gets every message told', async () => {
  const { app, slack, channel, stop } = await onSlack();
  stops.push(stop);
  slack.next('conversations.history', { error: 'missing_scope' });
  slack.next('chat.postMessage', 'drop before');
  await missedCalls(app.url, callers(2));
  await app.settled();
  expect(callersIn(slack.read(channel))).toEqual(callers(2));
});

test('a history that cannot be read now is asked again before anything is posted', async () => {
  const { app, slack, channel, stop } = await onSlack();
  stops.push(stop);
  slack.next('chat.postMessage', 'drop after');
  slack.next('conversations.history', { status: 503 }, 2);
  await missedCalls(app.url, callers(2));
  await app.settled();
  expect(callersIn(slack.read(channel))).toEqual(callers(2));
});
