/** Which first attempts begin in the transaction that stores a webhook. */
import { beforeEach, expect, test } from 'vitest';
import { type IdleLanes, noIdleLanes } from '../../src/pipeline/begin-attempts.ts';
import { ingestBatch } from '../../src/pipeline/ingest-batch.ts';
import { createRoutingTable } from '../../src/pipeline/routing-table.ts';
import type { Database } from '../../src/store/database.ts';
import { listDeliveries } from '../../src/store/deliveries/deliveries.ts';
import { saveHold } from '../../src/store/deliveries/holds.ts';
import { recordAttempts } from '../../src/store/deliveries/outbox.ts';
import { listEvents, toEvent } from '../../src/store/events/events.ts';
import type { NewEvent } from '../../src/store/events/new-event.ts';
import { readSession } from '../../src/store/events/read-sessions.ts';
import { type Leases, openLeases } from '../../src/store/replicas/leases.ts';
import { muteChannel, putChannel } from '../../src/store/settings/channels.ts';
import { describeOnDatabases, describeOnPostgres, openTestDatabase } from '../databases.ts';

const channel = 'slack:T1/C1';
const idle: IdleLanes = { platforms: ['slack'], exceptChannels: [] };

function newEvent(key: string, subject: string | null = null): NewEvent {
  const about = { source: 'cometchat', provider: 'cometchat', trigger: 'call_unanswered', type: 'call.missed' };
  const event = { ...about, subject, time: null, notes: [] };
  return { event, raw: '{}', key: [key], problems: [], receivedAt: 1_700_000_000_000 };
}

let database: Database;
let leases: Leases;

async function open(kind: 'sqlite' | 'postgres'): Promise<void> {
  database = await openTestDatabase(kind);
  leases = await openLeases(database, () => {});
  await database.db
    .transaction()
    .execute(tx => putChannel(tx, { address: channel, timezone: 'Europe/London', rules: [{ on: '*', do: 'post' }] }));
  await leases.claim(channel);
}

const options = { loadRoutingTable: createRoutingTable(), announce: async () => {} };

/** Stores webhooks; returns the states of all deliveries in order. */
async function ingest(events: readonly NewEvent[], lanes = idle, by = leases) {
  const { routed } = await ingestBatch(database, events, options, { leases: by, idle: lanes });
  const states = (await listDeliveries(database.db)).map(({ state, attempts }) => ({ state, attempts })).reverse();
  return { ...routed, states };
}

const sending = { state: 'sending', attempts: 1 };
const queued = { state: 'queued', attempts: 0 };

describeOnDatabases('the first attempt', kind => {
  beforeEach(() => open(kind));

  test('begins in an idle lane, and comes with what its message needs', async () => {
    const { begun, channels, states } = await ingest([newEvent('1')]);
    expect(states).toEqual([sending]);
    expect(channels).toEqual([]);
    const [delivery] = await listDeliveries(database.db);
    expect(begun).toEqual([
      {
        // As before the attempt.
        delivery: { ...delivery, state: 'queued', attempts: 0 },
        others: [],
        timezone: 'Europe/London',
        revisions: expect.objectContaining({ templates: 0 }),
      },
    ]);
  });

  test('comes with the other events of the session, unless they are many', async () => {
    const post = () => database.db.updateTable('deliveries').set({ state: 'posted' }).execute();
    await ingest([newEvent('1', 'call'), newEvent('of another call', 'other')], noIdleLanes);
    await post();
    const { begun } = await ingest([newEvent('2', 'call')]);
    const [first] = await listEvents(database.db, { after: 0 });
    expect(begun[0]?.others?.map(toEvent)).toEqual([first]);
    await post();
    await ingest(
      Array.from({ length: 30 }, (_, at) => newEvent(`more ${at}`, 'call')),
      noIdleLanes,
    );
    await post();
    const [last] = await listEvents(database.db, { limit: 1 });
    // Stores its state.
    if (last) await readSession(database.db, last);
    expect((await ingest([newEvent('3', 'call')])).begun).toMatchObject([{ others: null }]);
  });

  test('does not begin behind a delivery that waits or is in flight', async () => {
    await ingest([newEvent('1')], noIdleLanes);
    expect(await ingest([newEvent('2')])).toMatchObject({ begun: [], channels: [channel], states: [queued, queued] });
    const [head] = await listDeliveries(database.db);
    const start = { head: head?.id ?? 0, batched: [], at: 2 };
    await recordAttempts(database, leases, [{ channel, end: null, start }]);
    expect((await ingest([newEvent('3')])).begun).toEqual([]);
  });

  test('does not begin when the batch has another delivery for the lane', async () => {
    expect((await ingest([newEvent('1'), newEvent('2')])).states).toEqual([queued, queued]);
  });

  test('does not begin in a lane that is busy, or on a platform that sends nothing', async () => {
    await ingest([newEvent('1')], { platforms: ['slack'], exceptChannels: [channel] });
    await ingest([newEvent('2')], { platforms: ['discord'], exceptChannels: [] });
    expect((await ingest([newEvent('3')], noIdleLanes)).states).toEqual([queued, queued, queued]);
  });

  test('does not begin in a lane that is on hold or retrying', async () => {
    await saveHold(database.db, { channel, held: null, since: 1, failures: 1, nextAt: 1 });
    expect((await ingest([newEvent('1')])).states).toEqual([queued]);
  });

  test('does not begin for a delivery that is not to be sent', async () => {
    await database.db.transaction().execute(tx => muteChannel(tx, channel, Date.now() + 60_000));
    expect((await ingest([newEvent('1')])).states).toEqual([{ state: 'muted', attempts: 0 }]);
  });
});

describeOnPostgres('the first attempt with several replicas', () => {
  beforeEach(() => open('postgres'));

  test('begins only in a lane of this replica, also when another has taken the lane unnoticed', async () => {
    const other = await openLeases(database, () => {});
    expect((await ingest([newEvent('1')], idle, other)).states).toEqual([queued]);
    await database.db.updateTable('deliveries').set({ state: 'posted' }).execute();
    await database.db.updateTable('leases').set({ owner: 'another' }).execute();
    expect(leases.holds(channel)).toBe(true);
    expect(await ingest([newEvent('2')])).toMatchObject({ begun: [], channels: [channel] });
    expect((await listDeliveries(database.db, { state: 'queued' })).map(({ attempts }) => attempts)).toEqual([0]);
    await other.stop();
  });
});
