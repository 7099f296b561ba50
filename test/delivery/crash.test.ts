/** A process that died while a delivery was in flight: the next one can't know whether the message is posted. */
import { afterEach, expect, test } from 'vitest';
import { compose, readMessageInputs } from '../../src/delivery/compose.ts';
import { fillPart } from '../../src/events/event.ts';
import type { Core } from '../../src/operations/core.ts';
import { createSlack } from '../../src/platforms/slack/index.ts';
import { listDeliveries } from '../../src/store/deliveries/deliveries.ts';
import { insertDeliveries, newPost } from '../../src/store/deliveries/insert-deliveries.ts';
import { recordAttempts } from '../../src/store/deliveries/outbox.ts';
import { markRouted } from '../../src/store/events/events.ts';
import { addEvents } from '../../src/store/events/insert-events.ts';
import { openLeases } from '../../src/store/replicas/leases.ts';
import { listChannels, putChannel } from '../../src/store/settings/channels.ts';
import { startApp } from '../app-harness.ts';
import { type FakeSlack, startFakeSlack } from '../fakes/slack/index.ts';
import { callersIn } from '../missed-calls.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const caller = 'caller-1';

/** Leaves the rows of a process that died during its first attempt. */
async function leaveInFlight({ database, loadTemplatesOf }: Core, address: string) {
  const { db } = database;
  await putChannel(db, { address, rules: [{ on: '*', do: 'post' }] });
  const rule = (await listChannels(db)).find(channel => channel.address === address)?.rules[0];
  const about = { source: 'cometchat', provider: 'cometchat', trigger: 'call_unanswered', type: 'call.missed' };
  const call = fillPart('call', { id: '1', caller: { id: caller } });
  const event = { ...about, subject: null, time: null, notes: [], call };
  const [stored] = await addEvents(database, [{ event, raw: '{}', key: ['1'], problems: [], receivedAt: Date.now() }]);
  if (!rule || !stored || stored.seq === null) throw new Error('The store has no rule or no event.');
  await insertDeliveries(db, [newPost({ id: stored.id, seq: stored.seq }, rule, 'queued')], Date.now());
  await markRouted(db, [stored.seq], Date.now());
  const [delivery] = await listDeliveries(db);
  if (!delivery) throw new Error('The store has no delivery.');
  const start = { head: delivery.id, batched: [], at: Date.now() };
  await recordAttempts(database, await openLeases(database, () => {}), [{ channel: address, end: null, start }]);
  const inputs = await readMessageInputs(db, () => loadTemplatesOf(db), [delivery]);
  return { nonce: delivery.nonce, message: compose(inputs, delivery).message };
}

async function restart(slack: FakeSlack, prepare: (core: Core) => Promise<void>) {
  const env = { SLACK_BOT_TOKEN: slack.botToken, SLACK_API_URL: slack.url };
  const test = await startApp(env, { prepare });
  stops.push(test.stop, slack.close);
  await test.app.settled();
  return listDeliveries(test.core.database.db);
}

test('a message that was not posted is posted at the next start', async () => {
  const slack = await startFakeSlack();
  const deliveries = await restart(slack, async core => {
    await leaveInFlight(core, `slack:${slack.team}/C1`);
  });
  expect(callersIn(slack.read('C1'))).toEqual([caller]);
  expect(deliveries).toMatchObject([{ state: 'posted', attempts: 2, ref: slack.messages('C1')[0]?.ts }]);
});

test('a message that was posted is found at the next start and not posted again', async () => {
  const slack = await startFakeSlack();
  const deliveries = await restart(slack, async core => {
    const { nonce, message } = await leaveInFlight(core, `slack:${slack.team}/C1`);
    const note = () => {};
    const log = { debug: note, info: note, warn: note, error: note };
    const platform = createSlack({ botToken: slack.botToken, apiUrl: slack.url, log });
    await platform.post({ channel: `${slack.team}/C1`, message, nonce });
    await platform.stop();
  });
  expect(callersIn(slack.read('C1'))).toEqual([caller]);
  expect(deliveries).toMatchObject([{ state: 'posted', ref: slack.messages('C1')[0]?.ts }]);
});
