import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { listDeliveries } from '../../src/store/deliveries/deliveries.ts';
import { insertDeliveries, newPost } from '../../src/store/deliveries/insert-deliveries.ts';
import { type AttemptEnd, recordAttempts } from '../../src/store/deliveries/outbox.ts';
import { addEvents } from '../../src/store/events/insert-events.ts';
import type { NewEvent } from '../../src/store/events/new-event.ts';
import { type Leases, openLeases } from '../../src/store/replicas/leases.ts';
import { describeOnDatabases, openTestDatabase } from '../databases.ts';

const about = { source: 'cometchat', provider: 'cometchat', trigger: 'call_unanswered', type: 'call.missed' };
const newEvent = (key: number): NewEvent => ({
  event: { ...about, subject: null, time: null, notes: [] },
  raw: '{}',
  key: [String(key)],
  problems: [],
  receivedAt: 1,
});
const channelOf = (at: number) => `slack:T1/C${at}`;

describeOnDatabases('the records of lanes', kind => {
  let database: Database;
  let leases: Leases;
  beforeEach(async () => {
    database = await openTestDatabase(kind);
    leases = await openLeases(database, () => {});
  });
  afterEach(async () => {
    await leases.stop();
  });

  /** Inserts `each` deliveries into each of `lanes` lanes; returns their ids by lane. */
  async function insertInto(lanes: number, each: number): Promise<number[][]> {
    const { db } = database;
    const events = await addEvents(
      database,
      Array.from({ length: each }, (_, at) => newEvent(at)),
    );
    const deliveries = events.flatMap(({ id, seq }) =>
      Array.from({ length: lanes }, (_, at) => {
        const rule = { id: 'r', channel: channelOf(at), position: 0, on: '*', do: 'post' as const };
        return newPost({ seq: seq ?? 0, id }, rule, 'queued');
      }),
    );
    await insertDeliveries(db, deliveries, 1);
    const rows = await db.selectFrom('deliveries').select(['id', 'channel']).orderBy('id').execute();
    const byChannel = Map.groupBy(rows, row => row.channel);
    return Array.from({ length: lanes }, (_, at) => (byChannel.get(channelOf(at)) ?? []).map(({ id }) => id));
  }

  async function write(channel: string, end: AttemptEnd | null, head?: number): Promise<void> {
    await leases.claim(channel);
    const start = head === undefined ? null : { head, batched: [], at: 2 };
    expect(await recordAttempts(database, leases, [{ channel, end, start }])).toEqual([true]);
  }

  const ended = (id: number, attempts: number, more: Partial<AttemptEnd> = {}): AttemptEnd => ({
    delivery: { id, channel: channelOf(0), attempts },
    ...{ at: 3, state: 'posted', outcome: 'posted', ref: '1.1', error: null, took: 1 },
    ...more,
  });

  test('many lanes batch in one commit', async () => {
    const lanes = await insertInto(500, 50);
    await Promise.all(lanes.map((_, at) => leases.claim(channelOf(at))));
    const records = lanes.map(([head = 0, ...batched], at) => {
      return { channel: channelOf(at), end: null, start: { head, batched, at: 2 } };
    });
    expect(new Set(await recordAttempts(database, leases, records))).toEqual(new Set([true]));
    const batched = await database.db.selectFrom('deliveries').select('id').where('state', '=', 'batched').execute();
    expect(batched).toHaveLength(500 * 49);
  });

  test('the late end of an attempt changes nothing after another replica had the lane', async () => {
    const [[id = 0] = []] = await insertInto(1, 1);
    await write(channelOf(0), null, id);
    const rejected = ended(id, 1, { state: 'queued', outcome: 'transient', ref: null, error: 'no' });
    // Another replica takes over and posts it before that is recorded.
    await write(channelOf(0), null, id);
    await write(channelOf(0), ended(id, 2));
    await write(channelOf(0), { ...rejected, hold: { held: null, since: 1, failures: 1, nextAt: 9 } });
    expect(await listDeliveries(database.db)).toMatchObject([{ state: 'posted', attempts: 2, error: null }]);
    expect(await database.db.selectFrom('attempts').select('outcome').execute()).toEqual([{ outcome: 'posted' }]);
    expect(await database.db.selectFrom('holds').selectAll().execute()).toEqual([]);
  });

  test('the end of an attempt changes nothing while another replica makes the next attempt', async () => {
    const [[id = 0] = []] = await insertInto(1, 1);
    await write(channelOf(0), null, id);
    await write(channelOf(0), null, id);
    await write(channelOf(0), ended(id, 1, { state: 'queued', outcome: 'transient', ref: null, error: 'no' }));
    expect(await listDeliveries(database.db)).toMatchObject([{ state: 'sending', attempts: 2, error: null }]);
    expect(await database.db.selectFrom('attempts').selectAll().execute()).toEqual([]);
    await write(channelOf(0), ended(id, 2));
    expect(await listDeliveries(database.db)).toMatchObject([{ state: 'posted', attempts: 2 }]);
  });

  if (kind === 'postgres')
    test('a replica writes nothing to a lane that another replica has taken over', async () => {
      const [[id = 0, next = 0] = []] = await insertInto(1, 2);
      await write(channelOf(0), null, id);
      // As if its heartbeat were overdue.
      await database.db.updateTable('replicas').set({ until: 0 }).execute();
      const other = await openLeases(database, () => {});
      expect(await other.claim(channelOf(0))).not.toBeNull();
      const start = { head: next, batched: [], at: 4 };
      const hold = { held: null, since: 1, failures: 1, nextAt: 9 };
      const end = ended(id, 1, { hold });
      expect(await recordAttempts(database, leases, [{ channel: channelOf(0), end, start }])).toEqual([false]);
      const byId = (await listDeliveries(database.db)).toSorted((a, b) => a.id - b.id);
      expect(byId).toMatchObject([
        { state: 'sending', attempts: 1, ref: null },
        { state: 'queued', attempts: 0 },
      ]);
      for (const table of ['attempts', 'holds'] as const)
        expect(await database.db.selectFrom(table).selectAll().execute()).toEqual([]);
      expect(await recordAttempts(database, other, [{ channel: channelOf(0), end, start }])).toEqual([true]);
      await other.stop();
    });

  test('an end that is recorded twice, because the first response was lost, is in the history once', async () => {
    const [[id = 0] = []] = await insertInto(1, 1);
    await write(channelOf(0), null, id);
    for (const _ of [1, 2]) await write(channelOf(0), ended(id, 1));
    expect(await database.db.selectFrom('attempts').select('outcome').execute()).toEqual([{ outcome: 'posted' }]);
  });

  test('an undone start leaves no trace', async () => {
    const [[id = 0, other = 0] = []] = await insertInto(1, 2);
    await leases.claim(channelOf(0));
    const start = { head: id, batched: [other], at: 2 };
    await recordAttempts(database, leases, [{ channel: channelOf(0), end: null, start }]);
    await write(channelOf(0), ended(id, 1, { state: 'queued', outcome: null, ref: null, unbatch: true }));
    const left = (await listDeliveries(database.db)).map(({ state, attempts, batchedInto }) => [
      state,
      attempts,
      batchedInto,
    ]);
    expect(left).toEqual([
      ['queued', 0, null],
      ['queued', 0, null],
    ]);
    expect(await database.db.selectFrom('attempts').selectAll().execute()).toEqual([]);
  });

  test('an error with characters that cannot be stored is recorded without them', async () => {
    const [[id = 0] = []] = await insertInto(1, 1);
    await write(channelOf(0), null, id);
    const hold = { held: 'no\0thing', since: 1, failures: 1, nextAt: 1 };
    await write(channelOf(0), ended(id, 1, { state: 'failed', outcome: 'message', ref: null, error: 'a\0b', hold }));
    expect(await listDeliveries(database.db)).toMatchObject([{ state: 'failed', error: 'ab' }]);
  });
});
