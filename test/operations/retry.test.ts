import { afterEach, expect, test } from 'vitest';
import type { StoredEvent } from '../../src/events/event.ts';
import { retryMatching } from '../../src/operations/retry.ts';
import { describeWhy } from '../../src/operations/why/describe-why.ts';
import { explainEvent } from '../../src/operations/why/why-report.ts';
import { listDeliveries } from '../../src/store/deliveries/deliveries.ts';
import { readLedger } from '../../src/store/deliveries/ledger.ts';
import { findEvent, listEvents } from '../../src/store/events/events.ts';
import { addEvents } from '../../src/store/events/insert-events.ts';
import { muteChannel } from '../../src/store/settings/channels.ts';
import { onSlack } from '../app-harness.ts';
import { callers, callersIn, missedCalls } from '../missed-calls.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

test('a failed message fails alone with its reason, and is posted on retry', async () => {
  const { app, core, slack, channel, stop } = await onSlack();
  stops.push(stop);
  const { db } = core.database;
  slack.next('chat.postMessage', { error: 'invalid_blocks' });
  await missedCalls(app.url, callers(3));
  await app.settled();
  expect(callersIn(slack.read(channel))).toEqual(callers(2, 1));

  const [failed] = await listDeliveries(db, { state: 'failed' });
  expect(failed?.error).toContain('Slack rejected the message: invalid blocks.');
  const event = (await findEvent(db, failed?.eventId ?? '')) as StoredEvent;
  const [result] = describeWhy(await explainEvent(db, event)).channels;
  expect(result).toMatchObject({ channel: failed?.channel, state: 'failed' });
  expect(JSON.stringify(result?.outcome)).toContain(
    'Slack rejected the message: invalid blocks. Edit its template, then retry the message.',
  );

  expect(await retryMatching(db, { id: failed?.id as number }, 'test')).toEqual({
    deliveries: [failed?.id],
    events: [],
    quarantined: [],
  });
  await app.settled();
  expect(callersIn(slack.read(channel)).sort()).toEqual(callers(3));
});

test('a failed batch is one failed message per event, and each is posted on retry', async () => {
  const { app, core, slack, channel, stop } = await onSlack({ BATCH_AFTER: '0s' });
  stops.push(stop);
  slack.uninvited.add(channel);
  await missedCalls(app.url, callers(6));
  slack.next('chat.postMessage', { error: 'msg_too_long' });
  slack.uninvited.clear();
  await app.settled();
  const failed = await listDeliveries(core.database.db, { state: 'failed' });
  const posted = callersIn(slack.read(channel));
  expect(failed.length + posted.length).toBe(6);
  await retryMatching(core.database.db, {}, 'test');
  await app.settled();
  expect(callersIn(slack.read(channel)).sort()).toEqual(callers(6));
});

test('on retry a quarantined event that is readable now is routed; another stays quarantined with current reasons', async () => {
  const { app, core, slack, channel, stop } = await onSlack();
  stops.push(stop);
  const { database } = core;
  const body = {
    trigger: 'call_unanswered',
    data: {
      call: {
        id: '1',
        sender: 'caller-7',
        receiver: 'desk',
        receiverType: 'user',
        type: 'audio',
        sentAt: 1_744_960_170,
      },
    },
    webhook: 'w',
  };
  const quarantined = (raw: object) => ({
    event: {
      source: 'cometchat',
      provider: 'cometchat',
      trigger: 'call_unanswered',
      type: 'call.missed',
      subject: null,
      time: null,
      notes: [],
    },
    raw: JSON.stringify(raw),
    key: [JSON.stringify(raw)],
    problems: ['An older version did not understand it.'],
    receivedAt: Date.now(),
  });
  await addEvents(database, [quarantined(body), quarantined({ trigger: 'call_unanswered', data: 'nothing' })]);
  const retried = await retryMatching(database.db, {}, 'test');
  expect(retried.events).toHaveLength(1);
  expect(retried.quarantined).toHaveLength(1);
  await app.settled();
  expect(callersIn(slack.read(channel))).toEqual(['caller-7']);
  const [left] = await listEvents(database.db, { status: 'quarantined' });
  expect(left?.problems).not.toContain('An older version did not understand it.');
});

test('the ledger adds up at any moment, also while a channel is muted', async () => {
  const { app, core, slack, channel, stop } = await onSlack({ BATCH_AFTER: '0s', METRICS_TOKEN: 'metrics-token' });
  stops.push(stop);
  const { db } = core.database;
  const address = `slack:${slack.team}/${channel}`;
  /** Every event answered 200 is received and in exactly one other account. */
  const check = async (accepted: number) => {
    const line = (await readLedger(db, 0)).find(one => one.channel === address);
    if (!line) throw new Error('The channel is not in the ledger.');
    const { received, posted, batched, ignored, muted, waiting, failed } = line;
    expect(received).toBe(accepted);
    expect(posted + batched + ignored + muted + waiting + failed).toBe(accepted);
    return line;
  };
  slack.next('chat.postMessage', { error: 'invalid_blocks' });
  for (let at = 0; at < 20; at++) {
    await missedCalls(app.url, callers(2, 2 * at));
    await check(2 * at + 2);
  }
  slack.uninvited.add(channel);
  await missedCalls(app.url, callers(20, 40));
  await check(60);
  slack.uninvited.clear();
  await muteChannel(db, address, Date.now() + 60_000);
  await missedCalls(app.url, callers(5, 60));
  await muteChannel(db, address, null);
  await missedCalls(app.url, callers(1, 65));
  await app.settled();
  expect(await check(66)).toMatchObject({ received: 66, waiting: 0, failed: 1, muted: 5 });
  expect(callersIn(slack.read(channel))).toEqual([...callers(60).slice(1), 'caller-65']);

  const metrics = await (
    await fetch(`${app.url}/metrics`, { headers: { authorization: 'Bearer metrics-token' } })
  ).text();
  expect(metrics).toContain(`callboard_ledger{channel="${address}",account="received"} 66`);
  expect(metrics).toContain(`callboard_ledger{channel="${address}",account="muted"} 5`);
});
