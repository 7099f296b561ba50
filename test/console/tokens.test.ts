/** The page with a platform's token: preview channels, test webhooks, and the real channels' health. */
import { afterEach, expect, test } from 'vitest';
import { demoChannels } from '../../src/demo/demo-channels.ts';
import { saveHold } from '../../src/store/deliveries/holds.ts';
import { putChannel } from '../../src/store/settings/channels.ts';
import { addSource, removeSource } from '../../src/store/sources/sources.ts';
import { startApp, type TestApp } from '../app-harness.ts';
import { startFakeSlack } from '../fakes/slack/index.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A real channel that pings, C1. */
async function start(env: Record<string, string> = {}) {
  const slack = await startFakeSlack();
  const running = await startApp(
    { SLACK_BOT_TOKEN: slack.botToken, SLACK_API_URL: slack.url, ...env },
    {
      previews: demoChannels,
      prepare: ({ database: { db } }) =>
        db.transaction().execute(async tx => {
          const rules = [{ on: 'call.*', do: 'post' as const, mention: ['<!here>'] }];
          await putChannel(tx, { address: `slack:${slack.team}/C1`, rules });
        }),
    },
  );
  stops.push(slack.close, running.stop);
  return { ...running, slack };
}

async function ask({ app, printed }: TestApp, path: string, init: RequestInit = {}) {
  const key = /\/\?key=([\w-]+)/.exec(printed.join())?.[1] ?? '';
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const response = await fetch(`${app.url}${path}`, { headers, ...init });
  return response.ok ? response.json() : `${response.status} ${await response.text()}`;
}

const send = (running: TestApp, path: string) => ask(running, `/console/samples/${path}`, { method: 'POST' });

test('preview channels exist and answer commands with any tokens', async () => {
  const running = await start();
  const { channels } = await ask(running, '/console/state');
  expect(channels).toEqual(['preview:demo/calls', 'preview:demo/everything', 'preview:demo/new-channel']);
  const input = { is: 'command', words: 'rules' };
  const body = JSON.stringify({ channel: 'preview:demo/calls', input });
  expect(await ask(running, '/console/chat', { method: 'POST', body })).toMatchObject({ is: 'reply' });
});

test('a test from the page reaches preview channels, and on request real ones, marked and without pings', async () => {
  const running = await start();
  const { id, source } = await send(running, 'cometchat/call_unanswered');
  expect(source).toBe('cometchat');
  await running.app.settled();
  expect(running.slack.read('C1')).toBe('');
  const why = await ask(running, `/console/why/${id}?channel=preview:demo/new-channel`);
  expect(why.event).toEqual({ id, type: 'call.missed', title: '📵 Missed voice call from superhero4' });
  expect(why.channels).toMatchObject([
    { channel: 'preview:demo/calls', state: 'posted' },
    { channel: 'preview:demo/everything', state: 'posted' },
    { channel: 'preview:demo/new-channel', state: 'skipped' },
  ]);
  const [{ looks, id: message }] = await ask(running, '/console/messages?channel=preview:demo/calls');
  expect(await ask(running, `/console/why?channel=preview:demo/calls&message=${message}`)).toEqual({
    events: [why.event],
  });
  expect(looks.slack).toContain('[Test] ');

  await send(running, 'cometchat/call_unanswered?reach=real');
  await running.app.settled();
  expect(running.slack.read('C1')).toMatch(/\[Test\] .*Missed/);
  expect(running.slack.read('C1')).not.toContain('here');
});

test('a test uses an existing source, also on a page opened before the source was added', async () => {
  const running = await start();
  const { db } = running.core.database;
  const credentials = { username: 'u', password: 'p'.repeat(20) };
  await db
    .transaction()
    .execute(tx => addSource(tx, { name: 'clinic', provider: 'cometchat', workspace: null, credentials }, Date.now()));
  // Sources that were read within the last 100 ms are trusted.
  await expect
    .poll(() => send(running, 'cometchat/call_unanswered'))
    .toMatchObject({ status: 'accepted', source: 'clinic' });
  const { samples } = await ask(running, '/console/state');
  expect(new Set(samples.map(({ source }: { source: string }) => source))).toEqual(new Set(['clinic']));
  expect(await send(running, 'videosdk/session-started')).toBe(
    '404 No source accepts VideoSDK webhooks. Add one with /callboard source add.',
  );
});

test('an open page whose source was deleted uses another source, and a new page does not offer it', async () => {
  const running = await start();
  const { db } = running.core.database;
  const credentials = { username: 'u', password: 'p'.repeat(20) };
  const add = (name: string) =>
    db
      .transaction()
      .execute(tx => addSource(tx, { name, provider: 'cometchat', workspace: null, credentials }, Date.now()));
  const sources = async () =>
    new Set((await ask(running, '/console/state')).samples.map(({ source }: { source: string }) => source));
  await add('cc1');
  await add('cc2');
  await expect.poll(sources).toEqual(new Set(['cc1', 'cc2']));
  await db.transaction().execute(tx => removeSource(tx, 'cc1', Date.now()));
  // No webhook and no test makes the server read the sources: opening the page does.
  await expect.poll(sources).toEqual(new Set(['cc2']));
  expect(await send(running, 'cc1/call_unanswered')).toMatchObject({ status: 'accepted', source: 'cc2' });
  expect(await send(running, 'cc2/no-such-trigger')).toBe('404 Test webhook not found. Reload the page.');
});

test('real channels are listed with their health', async () => {
  const running = await start();
  const address = `slack:${running.slack.team}/C1`;
  const list = () => ask(running, '/console/channels');
  const expected = { address, platform: 'Slack', facts: '1 rule', reason: null, at: null };
  await expect
    .poll(list)
    .toEqual({ hasTokens: true, channels: [{ ...expected, state: 'connected', label: 'Connected' }] });
  const hold = { channel: address, held: 'This channel is archived.', since: 5000, failures: 1, nextAt: 9e15 };
  await saveHold(running.core.database.db, hold);
  const onHold = { state: 'on-hold', label: 'On hold', reason: 'This channel is archived.', at: 5000 };
  expect((await list()).channels).toEqual([{ ...expected, ...onHold }]);
});
