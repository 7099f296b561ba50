import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { backtest, backtestFile } from '../../src/commands/backtest.ts';
import { sampleHere } from '../../src/commands/sample-here.ts';
import { openCore } from '../../src/core.ts';
import { freshSample } from '../../src/sources/fresh-sample.ts';
import { providers } from '../../src/sources/index.ts';
import { createIngest } from '../../src/sources/ingest.ts';
import { putChannel } from '../../src/store/channels.ts';
import { insertEvents, type Stored } from '../../src/store/insert-events.ts';
import { putSource } from '../../src/store/sources.ts';
import { createTestDatabase, describeOnDatabases } from '../databases.ts';
import { rulesOf } from '../rules/support.ts';

const channel = 'slack:T1/C1';
const since = Date.now() - 60_000;

describeOnDatabases('a backtest', kind => {
  async function open() {
    const place = await createTestDatabase(kind);
    const core = await openCore(place.url);
    onTestFinished(async () => {
      await core.close();
      await place.remove();
    });
    const receive = async (
      trigger: string,
      { source = 'cometchat', at = Date.now(), tag = String(randomUUID()) } = {},
    ) => {
      const provider = providers.cometchat;
      const ingest = createIngest({
        commit: async event => (await insertEvents(core.database, [event]))[0] as Stored,
        committed() {},
        clock: () => at,
      });
      await ingest({ name: source, provider }, JSON.stringify(freshSample(provider.sample(trigger), at, tag)));
    };
    return { core, db: core.database.db, receive };
  }

  test('counts what would have been posted, ignored and matched by nothing, against now', async () => {
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

  test('leaves out samples, and sources of other workspaces', async () => {
    const { core, db, receive } = await open();
    await sampleHere(core, channel, 'call_unanswered');
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
    const file = { channels: { [channel]: { rules: [{ on: '*', do: 'notify' as const }] } }, templates: {} };
    expect(await backtestFile(core, file, { since })).toMatchObject([
      { channel, events: 2, now: { posted: 0, ignored: 2 }, next: { posted: 2, ignored: 0 } },
    ]);
  });

  test('sees a session as it stood when the event came', async () => {
    const { db, receive } = await open();
    const tag = 'one';
    await receive('call_initiated', { tag });
    await receive('call_unanswered', { tag });
    const next = rulesOf(channel, { on: 'call.*', if: 'session.outcome == "unanswered"' });
    const tested = await backtest(db, { now: [], next }, { since });
    expect(tested).toMatchObject({ events: 2, now: { unmatched: 2 }, next: { posted: 1, unmatched: 1 } });
  });

  test('says so when it looked at the newest only', async () => {
    const { db, receive } = await open();
    for (const trigger of ['call_unanswered', 'meeting_ended', 'meeting_ended']) await receive(trigger);
    const next = rulesOf(channel, { on: 'meeting.ended' });
    expect(await backtest(db, { now: [], next }, { since, most: 2 })).toMatchObject({
      events: 2,
      cut: true,
      next: { posted: 2, unmatched: 0 },
    });
  });

  test('what the channel does not hear of crowds nothing out', async () => {
    const { core, db, receive } = await open();
    await receive('meeting_ended', { source: 'mine' });
    for (let count = 0; count < 3; count++) await receive('call_unanswered', { source: 'theirs' });
    await sampleHere(core, channel, 'call_unanswered');
    const next = rulesOf(channel, { on: '*' });
    expect(await backtest(db, { now: [], next }, { since, most: 2, unheard: ['theirs'] })).toMatchObject({
      events: 1,
      cut: false,
      next: { posted: 1 },
    });
  });
});
