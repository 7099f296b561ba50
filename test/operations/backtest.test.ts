import { randomUUID } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { backtest, backtestFile } from '../../src/operations/backtest.ts';
import { postTest } from '../../src/operations/post-test.ts';
import { createIngest } from '../../src/sources/ingest.ts';
import { providers } from '../../src/sources/providers/index.ts';
import { refreshSample } from '../../src/sources/refresh-sample.ts';
import { addEvents, type InsertResult } from '../../src/store/events/insert-events.ts';
import { putChannel } from '../../src/store/settings/channels.ts';
import { putSource } from '../../src/store/sources/sources.ts';
import { describeOnDatabase, openTestCore } from '../databases.ts';
import { rulesOf } from '../rules/arbitrary-rules.ts';

const channel = 'slack:T1/C1';
const since = Date.now() - 60_000;
const hour = Date.now() - 3_600_000;

describeOnDatabase('a backtest', kind => {
  async function open() {
    const core = await openTestCore(kind);
    const receive = async (
      trigger: string,
      { source = 'cometchat', at = Date.now(), tag = String(randomUUID()) } = {},
    ) => {
      const provider = providers.cometchat;
      const ingest = createIngest({
        commit: async event => (await addEvents(core.database, [event]))[0] as InsertResult,
        committed() {},
        clock: () => at,
      });
      await ingest({ name: source, provider }, JSON.stringify(refreshSample(provider.sample(trigger), at, tag)));
    };
    return { core, db: core.database.db, receive };
  }

  test('counts posted, ignored and unmatched events for the new and the current rules', async () => {
    const { db, receive } = await open();
    for (const trigger of ['call_unanswered', 'call_unanswered', 'meeting_ended', 'message_sent'])
      await receive(trigger);
    await receive('call_unanswered', { at: since - 1000 });
    const now = rulesOf(channel, { on: '*' });
    const next = rulesOf(channel, { on: 'meeting.*', do: 'ignore' }, { on: 'call.missed' });
    const tested = await backtest(db, { now, next }, { since });
    expect(tested).toMatchObject({
      events: 4,
      cut: false,
      now: { posted: 4, ignored: 0, unmatched: 0 },
      next: { posted: 2, ignored: 1, unmatched: 1 },
    });
    expect([...tested.next.byRule]).toEqual(
      expect.arrayContaining([
        [`${channel}#0`, 1],
        [`${channel}#1`, 2],
      ]),
    );
  });

  test('excludes test events and sources of other workspaces', async () => {
    const { core, db, receive } = await open();
    const nothing = await backtest(db, { now: [], next: [] }, { since });
    await postTest(core, channel, 'call_unanswered');
    const tests = await backtest(db, { now: [], next: [] }, { since });
    expect([nothing, tests].map(({ events, onlyTests }) => [events, onlyTests])).toEqual([
      [0, false],
      [0, true],
    ]);
    await db.transaction().execute(async tx => {
      for (const [name, workspace] of [
        ['mine', 'slack:T1'],
        ['theirs', 'slack:T2'],
      ] as const) {
        await putSource(tx, { name, provider: 'cometchat', credentials: {}, workspace }, Date.now());
      }
      await putChannel(tx, { address: channel, rules: [{ on: '*', do: 'ignore' }] });
    });
    for (const source of ['mine', 'theirs', 'cometchat']) await receive('call_unanswered', { source });
    const file = { channels: { [channel]: { rules: [{ on: '*', do: 'post' as const }] } }, templates: {} };
    expect(await backtestFile(core, file, { since })).toMatchObject([
      { channel, events: 2, onlyTests: false, now: { posted: 0, ignored: 2 }, next: { posted: 2, ignored: 0 } },
    ]);
  });

  test('evaluates a session as it was when the event was received', async () => {
    const { db, receive } = await open();
    const tag = 'one';
    await receive('call_initiated', { tag });
    await receive('call_unanswered', { tag });
    const next = rulesOf(channel, { on: 'call.*', if: 'session.outcome == "unanswered"' });
    const tested = await backtest(db, { now: [], next }, { since });
    expect(tested).toMatchObject({ events: 2, now: { unmatched: 2 }, next: { posted: 1, unmatched: 1 } });
  });

  test('builds a session once for all its events, and yields after each event', async () => {
    const { db, receive } = await open();
    const next = rulesOf(channel, { on: '*', if: 'session.peak > 2 || session.people.size() >= 0' });
    let pauses = 0;
    const pause = async () => {
      pauses += 1;
    };
    /** How many moments a backtest reads; one of `count` events that are all of one session. */
    const readMoments = async (count: number) => {
      const from = hour + (count === 10 ? 0 : 10 * 1000);
      for (let at = 0; at < (count === 10 ? 10 : 30); at++) {
        await receive('call_participant_joined', { tag: 'one', at: from + at * 1000 });
      }
      const parse = vi.spyOn(Date, 'parse');
      const tested = await backtest(db, { now: [], next }, { since: hour, pause });
      expect(tested).toMatchObject({ events: count, next: { posted: count }, cut: false, stopped: false });
      const read = parse.mock.calls.length;
      parse.mockRestore();
      return read;
    };
    const few = await readMoments(10);
    const many = await readMoments(40);
    // Four times as many, and not sixteen.
    expect(many / few).toBeLessThan(5);
    expect(pauses).toBeGreaterThanOrEqual(50);
  });

  test('stops when the conditions exceed the step budget', async () => {
    const { db, receive } = await open();
    for (let at = 0; at < 5; at++) await receive('meeting_ended', { at: since + at });
    const next = rulesOf(channel, { on: '*', if: 'session.people.exists(p, p.name == "none")' });
    const whole = await backtest(db, { now: [], next }, { since });
    expect(whole).toMatchObject({ events: 5, stopped: false });
    const some = await backtest(db, { now: [], next }, { since, steps: 1 });
    expect(some).toMatchObject({ events: 1, stopped: true, next: { unmatched: 1 } });
  });

  test('reads events and sessions page by page', async () => {
    const { db, receive } = await open();
    for (let at = 0; at < 8; at++) {
      await receive('call_participant_joined', { tag: 'one', at: hour - 300_000 + at * 1000 });
      await receive('call_participant_left', { tag: 'one', at: hour + at * 1000 });
    }
    const next = rulesOf(channel, { on: '*', if: 'session.people.size() > 0' });
    for (const page of [1, 3, 4, 8, 100]) {
      const all = await backtest(db, { now: [], next }, { since: hour, page });
      expect(all).toMatchObject({ events: 8, cut: false, next: { posted: 8 } });
      const some = await backtest(db, { now: [], next }, { since: hour, page, most: 7 });
      expect(some).toMatchObject({ events: 7, cut: true, next: { posted: 7 } });
    }
  });

  test('reports when it covered only the newest events', async () => {
    const { db, receive } = await open();
    for (const trigger of ['call_unanswered', 'meeting_ended', 'meeting_ended']) await receive(trigger);
    const next = rulesOf(channel, { on: 'meeting.ended' });
    expect(await backtest(db, { now: [], next }, { since, most: 2 })).toMatchObject({
      events: 2,
      cut: true,
      next: { posted: 2, unmatched: 0 },
    });
  });

  test('events of hidden sources do not count toward the limit', async () => {
    const { core, db, receive } = await open();
    await receive('meeting_ended', { source: 'mine' });
    for (let count = 0; count < 3; count++) await receive('call_unanswered', { source: 'theirs' });
    await postTest(core, channel, 'call_unanswered');
    const next = rulesOf(channel, { on: '*' });
    expect(await backtest(db, { now: [], next }, { since, most: 2, hiddenSources: ['theirs'] })).toMatchObject({
      events: 1,
      cut: false,
      next: { posted: 1 },
    });
  });
});
