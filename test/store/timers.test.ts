import { CompiledQuery, sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { openStoreClock, readClock } from '../../src/store/store-clock.ts';
import type { Db } from '../../src/store/tables.ts';
import {
  cancelTimer,
  ensureTimer,
  findTimer,
  postponeTimer,
  setTimer,
  takeDueTimer,
  untilNextTimer,
} from '../../src/store/timers.ts';
import { describeOnDatabases, openTestDatabase } from '../databases.ts';

const kinds = ['remind'];
const at = (due: number, key = 'a') => ({ kind: 'remind', key, due, payload: { n: due } });

describeOnDatabases('timers', kind => {
  let database: Database;
  let db: Db;
  let offset: number;
  const clock = () => openStoreClock(kind, () => offset)();
  const take = (names: readonly string[] = kinds) =>
    db.transaction().execute(tx => takeDueTimer(tx, kind, clock, names));
  beforeEach(async () => {
    offset = 0;
    database = await openTestDatabase(kind);
    db = database.db;
  });

  test('a due timer is taken once, with its payload and the time, the earliest first', async () => {
    await setTimer(db, at(2000, 'b'));
    await setTimer(db, at(1000.4));
    const now = await readClock(db, clock);
    const first = await take();
    expect(first).toEqual({ kind: 'remind', key: 'a', due: 1000, payload: { n: 1000.4 }, now: expect.any(Number) });
    expect(first?.now).toBeGreaterThanOrEqual(now);
    expect(await take()).toMatchObject({ key: 'b' });
    expect(await take()).toBeNull();
  });

  test('a timer that is not due waits, until the clock with its offset says so', async () => {
    const due = (await readClock(db, clock)) + 3_600_000;
    await setTimer(db, at(due));
    expect(await take()).toBeNull();
    const wait = (await untilNextTimer(db, clock, kinds)) ?? 0;
    expect(wait).toBeGreaterThan(3_000_000);
    expect(wait).toBeLessThanOrEqual(3_600_000);
    offset = 3_600_000;
    expect(await untilNextTimer(db, clock, kinds)).toBeLessThanOrEqual(0);
    expect(await take()).toMatchObject({ due });
    expect(await untilNextTimer(db, clock, kinds)).toBeNull();
  });

  test('one kind and key has one timer: setting it again replaces it, ensuring it changes nothing', async () => {
    await setTimer(db, at(1000));
    await setTimer(db, at(5));
    await ensureTimer(db, at(7));
    await ensureTimer(db, at(7, 'b'));
    expect(await findTimer(db, 'remind', 'a')).toEqual(at(5));
    expect(await findTimer(db, 'remind', 'b')).toEqual(at(7, 'b'));
    expect(await findTimer(db, 'other', 'a')).toBeNull();
  });

  test('a canceled timer is not taken, nor is one of another kind', async () => {
    await setTimer(db, at(1));
    await setTimer(db, { ...at(1), kind: 'other' });
    await cancelTimer(db, 'remind', 'a');
    expect(await take()).toBeNull();
    expect(await untilNextTimer(db, clock, kinds)).toBeNull();
    expect(await take(['other'])).toMatchObject({ kind: 'other' });
  });

  test('a transaction that fails leaves its timer due', async () => {
    await setTimer(db, at(1));
    const failing = db.transaction().execute(async tx => {
      expect(await takeDueTimer(tx, kind, clock, kinds)).not.toBeNull();
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await take()).toMatchObject({ key: 'a', due: 1 });
  });

  test('a postponed timer is due later, unless it was set again in the meantime', async () => {
    await setTimer(db, at(1));
    await postponeTimer(db, clock, at(2), 60_000);
    expect(await findTimer(db, 'remind', 'a')).toMatchObject({ due: 1 });
    await postponeTimer(db, clock, at(1), 60_000);
    expect(await take()).toBeNull();
    offset = 60_001;
    expect(await take()).toMatchObject({ key: 'a' });
  });

  test('taking and looking read only the due rows of 100,000', { timeout: 120_000 }, async () => {
    await sql`insert into timers (due, kind, key, payload)
      with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 100000)
      select ${sql.lit(9e15)} + n, case when n % 2 = 0 then 'remind' else 'digest' end, 'key ' || n, 'null' from numbers`.execute(
      db,
    );
    await setTimer(db, at(1));
    if (kind === 'postgres') await sql`analyze timers`.execute(db);
    const queries: CompiledQuery[] = [];
    const watched = db.withPlugin({
      transformQuery({ node, queryId }) {
        queries.push(db.getExecutor().compileQuery(node, queryId));
        return node;
      },
      transformResult: async ({ result }) => result,
    });
    await untilNextTimer(watched, clock, kinds);
    await watched.transaction().execute(tx => takeDueTimer(tx, kind, clock, kinds));
    await setTimer(db, at(1));
    expect(queries).toHaveLength(2);
    for (const query of queries) expect(await rowsRead(query)).toEqual([]);
  });

  /** Lists the steps of a plan that read more than a few rows. */
  async function rowsRead({ sql: text, parameters }: CompiledQuery): Promise<string[]> {
    const explain = kind === 'sqlite' ? 'explain query plan' : 'explain (analyze, format text)';
    const { rows } = await db.executeQuery<Record<string, string>>(
      CompiledQuery.raw(`${explain} ${text}`, [...parameters]),
    );
    const steps = rows.map(row => row.detail ?? row['QUERY PLAN'] ?? '');
    if (kind === 'sqlite') {
      // An index that gives the order is read from its start, up to the first row.
      const allowed = /USING (COVERING )?INDEX (timers_due|sqlite_autoindex_timers_1)|SCALAR SUBQUERY/;
      return steps.filter(step => !allowed.test(step));
    }
    const counts = steps.map(step => ({ step, rows: Number(/actual .*?rows=([\d.]+)/.exec(step)?.[1] ?? 0) }));
    const removed = steps.filter(step => /Rows Removed by Filter: (\d+)/.test(step) || /Seq Scan/.test(step));
    return [...counts.filter(one => one.rows > 1).map(({ step }) => step), ...removed];
  }
});
