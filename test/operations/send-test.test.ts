/** Test webhooks: which channels they reach, how their messages are marked, and what they must not change. */
import { afterEach, expect, test } from 'vitest';
import { backtest } from '../../src/operations/backtest.ts';
import { findSample } from '../../src/operations/read-sample.ts';
import { commitTo, sendTest } from '../../src/operations/send-test.ts';
import { openSources } from '../../src/sources/open-sources.ts';
import { listDeliveries } from '../../src/store/deliveries/deliveries.ts';
import { findEvent } from '../../src/store/events/events.ts';
import { listPreview } from '../../src/store/preview.ts';
import { putChannel } from '../../src/store/settings/channels.ts';
import { readSourceStats } from '../../src/store/sources/source-stats.ts';
import { onSlack, type SlackApp } from '../app-harness.ts';
import { credentialsFor } from '../e2e/providers.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** A Slack channel that pings, and a preview channel that would. */
async function start() {
  const running = await onSlack();
  stops.push(running.stop);
  const { db } = running.core.database;
  const rules = [{ on: 'call.*', do: 'post' as const, mention: ['<!here>'] }];
  await db.transaction().execute(async tx => {
    await putChannel(tx, { address: `slack:${running.slack.team}/C1`, rules });
    await putChannel(tx, { address: 'preview:demo/calls', rules });
  });
  return running;
}

async function send({ config, core }: SlackApp, request: { asIs?: boolean; reach?: 'preview' | 'real' } = {}) {
  const sample = findSample('call_unanswered');
  if (!sample) throw new Error('No sample.');
  return sendTest(commitTo(core.database), openSources(config, []), { ...sample, ...request });
}

const previewed = async ({ core }: SlackApp) =>
  (await listPreview(core.database.db, 'demo/calls', 0)).map(({ message }) => message);

test('a test reaches only preview channels, says that it is a test, and pings no one', async () => {
  const running = await start();
  const { id } = await send(running);
  await running.app.settled();
  const { db } = running.core.database;
  expect((await listDeliveries(db, { event: id })).map(({ channel }) => channel)).toEqual(['preview:demo/calls']);
  expect(running.slack.read('C1')).toBe('');
  const [message] = await previewed(running);
  expect(message?.title[0]).toEqual({ type: 'text', text: '[Test] ' });
  expect(message?.mentions).toEqual([]);
  expect(message?.footnote.at(-1)).toEqual({ type: 'text', text: ' · Test message: it pings no one' });
});

test('on request a test reaches real channels, marked in the same way', async () => {
  const running = await start();
  await send(running, { reach: 'real' });
  await running.app.settled();
  expect(running.slack.read('C1')).toMatch(/\[Test\] .*Missed/);
  expect(running.slack.read('C1')).not.toContain('here');
  expect(await previewed(running)).toHaveLength(1);
});

test('a test never makes the real webhook a duplicate, and counts neither for its source nor in a backtest', async () => {
  const running = await start();
  const first = await send(running, { asIs: true });
  expect([first.status, (await send(running, { asIs: true })).status]).toEqual(['accepted', 'duplicate']);
  const { db } = running.core.database;
  expect((await findEvent(db, first.id))?.test).toBe('preview');
  expect(await readSourceStats(db, 0)).toEqual([]);
  const rules = { now: [], next: [] };
  expect((await backtest(db, rules, { since: 0 })).events).toBe(0);

  const response = await fetch(`${running.app.url}/webhooks/cometchat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...credentialsFor('cometchat', '') },
    body: JSON.stringify(findSample('call_unanswered')?.body),
  });
  const answer = await response.json();
  expect(answer).toMatchObject({ status: 'accepted' });
  await running.app.settled();
  expect(running.slack.read('C1')).not.toContain('[Test]');
  expect(running.slack.read('C1')).toContain('Missed');
  expect(await readSourceStats(db, 0)).toEqual([expect.objectContaining({ source: 'cometchat', accepted: 1 })]);
});

test('a test without a source of its provider fails and lists the sources', async () => {
  const { config, core } = await start();
  const sample = findSample('session-started');
  const sources = openSources({ ...config, providers: { cometchat: config.providers.cometchat } }, []);
  if (!sample) throw new Error('No sample.');
  await expect(sendTest(commitTo(core.database), sources, sample)).rejects.toThrow(
    'No VideoSDK source is set up. Sources: cometchat.',
  );
  await expect(sendTest(commitTo(core.database), sources, { ...sample, source: 'comet-chat' })).rejects.toThrow(
    'Unknown source "comet-chat". Did you mean "cometchat"? Sources: cometchat.',
  );
});
