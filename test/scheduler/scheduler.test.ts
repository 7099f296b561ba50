import { pino } from 'pino';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { createScheduler, type Scheduler, type TimerHandler } from '../../src/scheduler/scheduler.ts';
import { audit } from '../../src/store/audit-log.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { openStoreClock } from '../../src/store/store-clock.ts';
import { cancelTimer, findTimer, setTimer } from '../../src/store/timers.ts';
import { createTestDatabase, describeOnDatabases, type TestDatabase } from '../databases.ts';

/** Writes the timer's key into the audit log, in its transaction. */
const record: TimerHandler = (tx, { key, now }) => audit(tx, { actor: 'timer', action: 'fire', target: key }, now);

describeOnDatabases('the scheduler', kind => {
  let place: TestDatabase;
  let database: Database;
  let logged: { msg: string; key?: string }[];
  beforeEach(async () => {
    place = await createTestDatabase(kind);
    database = await open();
    logged = [];
    return () => place.remove();
  });

  async function open(): Promise<Database> {
    const opened = await openDatabase(place.url);
    onTestFinished(opened.close);
    return opened;
  }

  function start(handlers: Record<string, TimerHandler>, on = database, offset = () => 0): Scheduler {
    const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(JSON.parse(line)) });
    const scheduler = createScheduler({ database: on, clock: openStoreClock(kind, offset), handlers, log });
    onTestFinished(scheduler.stop);
    return scheduler;
  }

  const set = (key: string, due: number, timer = 'fire') =>
    setTimer(database.db, { kind: timer, key, due, payload: null });
  const fired = async () =>
    (await database.db.selectFrom('audit').select('target').orderBy('id').execute()).map(row => row.target);

  test('catches up when it starts, the earliest first, and fires what becomes due', async () => {
    await set('second', 2);
    await set('first', 1);
    await set('soon', Date.now() + 100);
    start({ fire: record }).wake();
    await expect.poll(fired).toEqual(['first', 'second', 'soon']);
    expect(await database.db.selectFrom('timers').selectAll().execute()).toEqual([]);
  });

  test('fires a timer that is set while it waits for a later one', async () => {
    await set('later', Date.now() + 3_600_000);
    const waits = Promise.withResolvers<void>();
    const watched = new Proxy(database.db, {
      get(db, name, receiver) {
        waits.resolve();
        const value = Reflect.get(db, name, receiver);
        return typeof value === 'function' ? value.bind(db) : value;
      },
    });
    start({ fire: record }, { ...database, db: watched }).wake();
    await waits.promise;
    // Reads run in order, so the scheduler has seen only the later one by now.
    await findTimer(database.db, 'fire', 'later');
    await set('at once', 1);
    await expect.poll(fired).toEqual(['at once']);
  });

  test('fires each timer once, however many replicas there are', async () => {
    const keys = Array.from({ length: 60 }, (_, at) => `timer ${String(at).padStart(2, '0')}`);
    for (const [at, key] of keys.entries()) await set(key, at);
    // SQLite has one server, so there the second one is the same process.
    const others = kind === 'postgres' ? [await open(), await open()] : [database];
    for (const on of [database, ...others]) start({ fire: record }, on).wake();
    await expect.poll(async () => (await fired()).length).toBeGreaterThanOrEqual(keys.length);
    await expect.poll(() => database.db.selectFrom('timers').selectAll().execute()).toEqual([]);
    expect((await fired()).sort()).toEqual(keys);
    expect(logged).toEqual([]);
  });

  test('a handler that sets its timer again fires again', async () => {
    const chain: TimerHandler = async (tx, timer) => {
      await record(tx, { ...timer, key: `${timer.payload}` });
      if (timer.payload !== 5) {
        await setTimer(tx, { kind: 'chain', key: 'a', due: timer.now + 5, payload: Number(timer.payload) + 1 });
      }
    };
    await setTimer(database.db, { kind: 'chain', key: 'a', due: 1, payload: 1 });
    start({ chain }).wake();
    await expect.poll(fired).toEqual(['1', '2', '3', '4', '5']);
  });

  test('a timer is canceled in the transaction that makes it pointless, or fires if that fails', async () => {
    await set('canceled', Date.now() - 1);
    await set('not canceled', Date.now() - 1);
    await database.db.transaction().execute(tx => cancelTimer(tx, 'fire', 'canceled'));
    const failing = database.db.transaction().execute(async tx => {
      await cancelTimer(tx, 'fire', 'not canceled');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    start({ fire: record }).wake();
    await expect.poll(fired).toEqual(['not canceled']);
  });

  test('a timer whose handler fails leaves no work, is fired again later, and keeps no other from firing', async () => {
    let works = false;
    let offset = 0;
    const fire: TimerHandler = async (tx, timer) => {
      await record(tx, timer);
      if (timer.key === 'broken' && !works) throw new Error('broken');
    };
    await set('broken', 1);
    await set('next', 2);
    const scheduler = start({ fire }, database, () => offset);
    scheduler.wake();
    await expect.poll(fired).toEqual(['next']);
    expect(logged).toMatchObject([{ msg: 'could not fire a timer; retrying in 1 s', key: 'broken' }]);
    offset = 1001;
    scheduler.wake();
    await expect.poll(() => logged.map(({ msg }) => msg)).toContain('could not fire a timer; retrying in 2 s');
    works = true;
    offset += 2001;
    scheduler.wake();
    await expect.poll(fired).toEqual(['next', 'broken']);
  });

  test('timers of a kind that it does not know wait for a version that does', async () => {
    await set('newer', 1, 'a kind of the next version');
    await set('known', 2);
    start({ fire: record }).wake();
    await expect.poll(fired).toEqual(['known']);
    expect(await findTimer(database.db, 'a kind of the next version', 'newer')).not.toBeNull();
  });

  test('while nothing is due, it starts no transaction', async () => {
    await set('later', Date.now() + 3_600_000);
    let transactions = 0;
    const watched = new Proxy(database.db, {
      get(db, name, receiver) {
        if (name === 'transaction') transactions += 1;
        const value = Reflect.get(db, name, receiver);
        return typeof value === 'function' ? value.bind(db) : value;
      },
    });
    let offset = 0;
    const scheduler = start({ fire: record }, { ...database, db: watched }, () => offset);
    scheduler.wake();
    await set('also later', Date.now() + 3_500_000);
    scheduler.wake();
    expect(transactions).toBe(0);
    offset = 3_600_001;
    scheduler.wake();
    await expect.poll(fired).toEqual(['also later', 'later']);
    expect(transactions).toBe(2);
  });

  // SQLite's transactions run one after the other.
  if (kind === 'sqlite') return;

  test('gives way to a transaction that cancels the timer and holds what it needs', async () => {
    const other = await open();
    await set('a', 1);
    const waits = Promise.withResolvers<void>();
    let tries = 0;
    const fire: TimerHandler = async (tx, timer) => {
      if (tries++ === 0) waits.resolve();
      await tx.updateTable('revisions').set({ value: 2 }).where('name', '=', 'rules').execute();
      await record(tx, timer);
    };
    await database.db.insertInto('revisions').values({ name: 'rules', value: 1 }).execute();
    await other.db.transaction().execute(async tx => {
      await tx.updateTable('revisions').set({ value: 3 }).where('name', '=', 'rules').execute();
      start({ fire }).wake();
      await waits.promise;
      // Waits for the row that is being fired, which waits for this transaction.
      await cancelTimer(tx, 'fire', 'a');
    });
    expect(await findTimer(database.db, 'fire', 'a')).toBeNull();
    expect(await fired()).toEqual([]);
    expect(logged).toEqual([]);
  });
});
