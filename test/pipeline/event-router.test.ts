import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRouter, type Router, type RouterOptions } from '../../src/pipeline/event-router.ts';
import type { RouteOptions } from '../../src/pipeline/route-events.ts';
import { routePending } from '../../src/pipeline/route-pending.ts';
import { readRoutingTable } from '../../src/pipeline/routing-table.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { listDeliveries } from '../../src/store/deliveries/deliveries.ts';
import { hasUnrouted, listEvents } from '../../src/store/events/events.ts';
import { addEvents } from '../../src/store/events/insert-events.ts';
import type { NewEvent } from '../../src/store/events/new-event.ts';
import { putChannel } from '../../src/store/settings/channels.ts';
import { putSource } from '../../src/store/sources/sources.ts';
import { createTestDatabase, describeOnDatabases, type TestDatabase } from '../databases.ts';

const log = pino({ level: 'silent' });

function newEvent(key: string, trigger = 'call_unanswered'): NewEvent {
  const about = { source: 'cometchat', provider: 'cometchat', trigger, type: 'call.missed' };
  const event = { ...about, subject: null, time: null, notes: [] };
  return { event, raw: JSON.stringify({ key }), key: [key], problems: [], receivedAt: 1_700_000_000_000 };
}

describeOnDatabases('the router', kind => {
  let place: TestDatabase;
  let database: Database;
  const routers: Router[] = [];
  const others: Database[] = [];

  beforeEach(async () => {
    place = await createTestDatabase(kind);
    database = await openDatabase(place.url);
    const rules = [{ on: '*', do: 'post' as const }];
    const ignoreAll = [{ on: '*', do: 'ignore' as const }];
    await database.db.transaction().execute(async tx => {
      await putChannel(tx, { address: 'slack:T1/C1', rules });
      await putChannel(tx, { address: 'slack:T1/C2', rules });
      await putChannel(tx, { address: 'slack:T1/C3', rules: ignoreAll });
    });
  });
  afterEach(async () => {
    await Promise.all(routers.splice(0).map(router => router.stop()));
    await Promise.all(others.splice(0).map(other => other.close()));
    await database?.close();
    await place?.remove();
  });

  type Options = Partial<RouterOptions & RouteOptions & { on: Database }>;
  function start({ on = database, loadRoutingTable = readRoutingTable, ...options }: Options = {}): Router {
    const router = createRouter({
      routePending: () => routePending(on, { loadRoutingTable, announce: async () => {} }),
      routed() {},
      log,
      ...options,
    });
    routers.push(router);
    return router;
  }
  const routed = () => vi.waitFor(async () => expect(await hasUnrouted(database.db)).toBe(false), { timeout: 30_000 });
  const stored = (count: number) =>
    addEvents(
      database,
      Array.from({ length: count }, (_, at) => newEvent(String(at))),
    );
  /** The events with a delivery in a channel, in order. */
  const eventsIn = async (channel: string) =>
    (await listDeliveries(database.db, { channel, limit: 5000 })).map(delivery => delivery.eventId).reverse();

  test('routes a source of one workspace only to the channels of that workspace', async () => {
    const credentials = { username: 'a', password: 'b' };
    await database.db.transaction().execute(async tx => {
      await putChannel(tx, { address: 'slack:T2/C1', rules: [{ on: '*', do: 'post' }] });
      await putSource(tx, { name: 'cometchat', provider: 'cometchat', credentials, workspace: 'slack:T2' }, 1);
    });
    await addEvents(database, [newEvent('a')]);
    start().wake();
    await routed();
    expect((await listDeliveries(database.db)).map(({ channel }) => channel)).toEqual(['slack:T2/C1']);
  });

  test('routes every event to every channel once, in order, and wakes the channels with something to send', async () => {
    const ids = (await stored(450)).map(({ id }) => id);
    const woken: string[] = [];
    start({ routed: ({ channels }) => void woken.push(...channels) }).wake();
    await routed();
    expect(await eventsIn('slack:T1/C1')).toEqual(ids);
    expect(await eventsIn('slack:T1/C2')).toEqual(ids);
    const ignored = await listDeliveries(database.db, { channel: 'slack:T1/C3', limit: 5000 });
    expect(new Set(ignored.map(({ state }) => state))).toEqual(new Set(['ignored']));
    expect([...new Set(woken)].sort()).toEqual(['slack:T1/C1', 'slack:T1/C2']);
  });

  test('routes exactly once, also when several route at the same time', async () => {
    const ids = (await stored(300)).map(({ id }) => id);
    // Replicas share PostgreSQL; with SQLite there is one process, and its connection is one.
    const another = kind === 'postgres' ? await openDatabase(place.url) : database;
    if (another !== database) others.push(another);
    const errors: string[] = [];
    const errorLog = pino({ level: 'error' }, { write: (line: string) => void errors.push(line) });
    for (const router of [start({ log: errorLog }), start({ log: errorLog, on: another })]) router.wake();
    await routed();
    await Promise.all(routers.map(router => router.stop()));
    // They wait for each other, instead of failing at the commit.
    expect(errors).toEqual([]);
    expect(await eventsIn('slack:T1/C1')).toEqual(ids);
  });

  test('quarantines an event that cannot be routed, and continues', async () => {
    await addEvents(database, [newEvent('1'), newEvent('2', 'bad'), newEvent('3')]);
    start({
      async loadRoutingTable(db) {
        const routing = await readRoutingTable(db);
        const { rules } = routing;
        async function decideInSlices(...args: Parameters<typeof rules.decideInSlices>) {
          if (args[0].trigger === 'bad') throw new Error('a rule does not agree with it');
          return rules.decideInSlices(...args);
        }
        return { ...routing, rules: { ...rules, decideInSlices } };
      },
    }).wake();
    await routed();
    expect(await eventsIn('slack:T1/C1')).toHaveLength(2);
    const [bad] = await listEvents(database.db, { status: 'quarantined' });
    expect(bad).toMatchObject({
      trigger: 'bad',
      problems: ["Couldn't route it: a rule does not agree with it"],
    });
  });

  test('changes nothing when the store fails midway, and retries on its own', async () => {
    const ids = (await stored(3)).map(({ id }) => id);
    let failures = 0;
    start({
      async loadRoutingTable(db) {
        if (failures++ === 0) throw new Error('the connection is gone');
        return readRoutingTable(db);
      },
    }).wake();
    await routed();
    expect(failures).toBe(2);
    expect(await eventsIn('slack:T1/C1')).toEqual(ids);
  });

  test('does not route quarantined events', async () => {
    await addEvents(database, [{ ...newEvent('1'), problems: ['data is missing.'] }, newEvent('2')]);
    start().wake();
    await routed();
    expect(await eventsIn('slack:T1/C1')).toHaveLength(1);
  });
});
