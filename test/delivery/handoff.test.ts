/** An event for an idle lane is posted from memory: two commits, and no read of what was just written. */
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createOffers, type Handoff } from '../../src/delivery/handoff.ts';
import { type IdleLanes, noIdleLanes } from '../../src/pipeline/begin-attempts.ts';
import { ingestBatch } from '../../src/pipeline/ingest-batch.ts';
import { listDeliveries } from '../../src/store/deliveries/deliveries.ts';
import { createGroupCommit } from '../../src/store/group-commit.ts';
import { allLeases } from '../../src/store/replicas/leases.ts';
import { putChannel } from '../../src/store/settings/channels.ts';
import { saveTemplate } from '../../src/store/settings/templates.ts';
import { onSlack, type SlackApp, startApp } from '../app-harness.ts';
import { startFakeSlack } from '../fakes/slack/index.ts';
import { callers, callersIn, missedCalls } from '../missed-calls.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const stop of stops.splice(0)) await stop();
});

async function start(): Promise<SlackApp> {
  const app = await onSlack({ BATCH_AFTER: 'off' });
  stops.push(app.stop);
  return app;
}

/** Waits until all is posted and recorded, and until the lanes have done what they do then. */
async function settled({ app }: SlackApp): Promise<void> {
  await app.settled();
  // The thread answers in order, so every read after the last record was requested before this.
  await app.settled();
}

const posts = ({ slack }: SlackApp) => slack.requests.filter(({ method }) => method === 'chat.postMessage').length;
const lookups = ({ slack }: SlackApp) =>
  slack.requests.filter(({ method }) => method.startsWith('conversations.history'));

/** The messages to the thread of SQLite about deliveries: calls by name, and statements. */
function messagesIn(spy: { mock: { calls: unknown[][] } }): string[] {
  return spy.mock.calls.flatMap(([message]) => {
    const { type, name, sql } = message as { type: string; name?: string; sql?: string };
    if (type === 'call') return name === 'routePending' ? [] : [`${name}`];
    // The regular checks, and those of settled().
    return /from "(?:revisions|deliveries|events)" (?:where|group by|limit)/.test(sql ?? '') &&
      !/channel" =|"id" in/.test(sql ?? '')
      ? []
      : [`${sql ?? type}`];
  });
}

test('an event for an idle lane costs two commits, and nothing else', async () => {
  const one = await start();
  const sent = vi.spyOn(Worker.prototype, 'postMessage');
  let calls = 0;
  // A regular check may wake the lane for an earlier delivery, and then it reads once more.
  await vi.waitFor(
    async () => {
      await settled(one);
      sent.mockClear();
      await missedCalls(one.app.url, callers(1, calls++));
      await settled(one);
      expect(messagesIn(sent)).toEqual(['ingest', 'recordAttempts']);
    },
    { timeout: 60_000 },
  );
  expect(callersIn(one.slack.read(one.channel))).toEqual(callers(calls));
  const deliveries = await listDeliveries(one.core.database.db);
  expect(deliveries).toHaveLength(calls);
  for (const { state, attempts } of deliveries) expect({ state, attempts }).toEqual({ state: 'posted', attempts: 1 });
});

test('deliveries that come while the lane is busy keep their order, and none is looked up', async () => {
  const one = await start();
  await missedCalls(one.app.url, callers(20));
  await settled(one);
  expect(callersIn(one.slack.read(one.channel))).toEqual(callers(20));
  expect(lookups(one)).toEqual([]);
  expect(posts(one)).toBe(20);
});

test('a failed post is retried by the lane, in order', async () => {
  const one = await start();
  one.slack.next('chat.postMessage', { status: 503 }, 2);
  await missedCalls(one.app.url, callers(2));
  await settled(one);
  expect(callersIn(one.slack.read(one.channel))).toEqual(callers(2));
});

test('a template saved just before the event is used', async () => {
  const one = await start();
  await missedCalls(one.app.url, callers(1));
  await settled(one);
  const template = { name: 'call.missed', body: { title: 'Changed: call from {{caller}}' }, author: 'ann' };
  await one.core.database.db.transaction().execute(tx => saveTemplate(tx, template, 1));
  await missedCalls(one.app.url, callers(1, 1));
  await settled(one);
  expect(one.slack.read(one.channel)).toContain('Changed: call from caller-1');
});

test('a process that died after it stored the event leaves a message that the next one looks up, then posts', async () => {
  const slack = await startFakeSlack();
  stops.push(slack.close);
  const address = `slack:${slack.team}/C1`;
  const env = { SLACK_BOT_TOKEN: slack.botToken, SLACK_API_URL: slack.url };
  const test = await startApp(env, {
    async prepare({ database, loadRoutingTable }) {
      await database.db.transaction().execute(tx => putChannel(tx, { address, rules: [{ on: '*', do: 'post' }] }));
      const about = { source: 'cometchat', provider: 'cometchat', trigger: 'call_unanswered', type: 'call.missed' };
      const event = { ...about, subject: null, time: null, notes: [] };
      const stored = { event, raw: '{}', key: ['1'], problems: [], receivedAt: Date.now() };
      const idle: IdleLanes = { platforms: ['slack'], exceptChannels: [] };
      const options = { loadRoutingTable, announce: async () => {} };
      const { routed } = await ingestBatch(database, [stored], options, { leases: allLeases, idle });
      expect(routed.begun).toHaveLength(1);
    },
  });
  stops.push(test.stop);
  await test.app.settled();
  expect(slack.messages('C1')).toHaveLength(1);
  expect(await listDeliveries(test.core.database.db)).toMatchObject([{ state: 'posted', attempts: 2 }]);
});

describe('an offer', () => {
  const handoffTo = (channel: string) => ({ delivery: { channel } }) as Handoff;

  function open() {
    const done: string[] = [];
    const offers = createOffers({
      idleLanes: () => noIdleLanes,
      handOver: ({ delivery }) => void done.push(`hand over ${delivery.channel}`),
      wake: channel => void done.push(`wake ${channel}`),
    });
    return { done, offers };
  }

  test('keeps idle lanes idle until its transaction has ended, and hands over first', async () => {
    const { done, offers } = open();
    expect(offers.defer('C1')).toBe(false);
    await offers.during(async () => {
      expect(offers.defer('C1')).toBe(true);
      expect(done).toEqual([]);
      return { handoffs: [handoffTo('C1')] };
    });
    expect(done).toEqual(['hand over C1', 'wake C1']);
    expect(offers.defer('C1')).toBe(false);
  });

  test('hands over nothing when its transaction fails, and wakes the lanes', async () => {
    const { done, offers } = open();
    const failing = offers.during(async () => {
      offers.defer('C1');
      throw new Error('the disk is full');
    });
    await expect(failing).rejects.toThrow('the disk is full');
    expect(done).toEqual(['wake C1']);
  });

  test('hands over each delivery once when a batch fails and its events are stored one by one', async () => {
    const { done, offers } = open();
    const rowError = new Error('one row is wrong');
    const group = createGroupCommit<string, string>(
      async channels => {
        await offers.during(async () => {
          const handoffs = channels.map(handoffTo);
          if (channels.includes('bad')) throw rowError;
          return { handoffs };
        });
        return channels;
      },
      error => error === rowError,
    );
    const submitted = ['C1', 'bad', 'C2'].map(channel => group.submit(channel).catch(() => 'failed'));
    expect(await Promise.all(submitted)).toEqual(['C1', 'failed', 'C2']);
    expect(done).toEqual(['hand over C1', 'hand over C2']);
  });

  test('lets leases be given up only after its transaction', async () => {
    const { done, offers } = open();
    const transaction = Promise.withResolvers<{ handoffs: Handoff[] }>();
    const running = offers.during(() => transaction.promise);
    const released = offers.ended().then(() => done.push('released'));
    transaction.resolve({ handoffs: [handoffTo('C1')] });
    await Promise.all([running, released]);
    expect(done).toEqual(['hand over C1', 'released']);
  });
});
