import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { raiseRevision, readRevision } from '../../src/store/cache-version.ts';
import { isBusy, isRowError } from '../../src/store/classify-database-error.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { createTestDatabase, describeOnDatabases, describeOnPostgres } from '../databases.ts';

async function open(kind: 'sqlite' | 'postgres'): Promise<{ database: Database; url: string }> {
  const place = await createTestDatabase(kind);
  const database = await openDatabase(place.url);
  onTestFinished(() => database.close().then(place.remove));
  return { database, url: place.url };
}

test('a write waits for the SQLite lock of another process without blocking this one', async () => {
  const { database, url } = await open('sqlite');
  const other = new DatabaseSync(url.slice('sqlite:'.length));
  other.exec('begin immediate');
  let cycles = 0;
  const ticking = setInterval(() => (cycles += 1), 5);
  const writing = database.db.transaction().execute(tx => raiseRevision(tx, 'rules'));
  // If the wait blocked this process, the lock would never be released.
  await expect.poll(() => cycles).toBeGreaterThan(20);
  clearInterval(ticking);
  other.exec('rollback');
  other.close();
  await writing;
  expect(await readRevision(database.db, 'rules')).toBe(1);
});

describeOnDatabases('an error', kind => {
  test('of a row differs from one of the store', async () => {
    const { database } = await open(kind);
    const twice = { name: 'rules', value: 1 };
    const ofRow = await database.db
      .insertInto('revisions')
      .values([twice, twice])
      .execute()
      .catch(error => error);
    expect(isRowError(ofRow)).toBe(true);
    const ofStore = await sql`select * from nothing`.execute(database.db).catch(error => error);
    expect(isRowError(ofStore)).toBe(false);
    expect(isBusy(ofStore)).toBe(false);
  });
});

describeOnPostgres('a terminated connection', () => {
  test('fails only its own query', async () => {
    const { database } = await open('postgres');
    const sleeping = Promise.allSettled([1, 2, 3].map(() => sql`select pg_sleep(60)`.execute(database.db)));
    const others = sql`from pg_stat_activity where datname = current_database() and query like 'select pg_sleep%'`;
    const running = async () => (await sql`select 1 ${others}`.execute(database.db)).rows.length;
    await expect.poll(running).toBe(3);
    await sql`select pg_terminate_backend(pid) ${others}`.execute(database.db);
    expect((await sleeping).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    // The pool may still use one of the terminated connections, so one more query may fail.
    await expect.poll(() => readRevision(database.db, 'rules').catch(() => null)).toBe(0);
  });
});

test('the password of DATABASE_URL is in no error', async () => {
  const url = 'postgres://ann:se:c@ret@127.0.0.1:1/none?password=geheim';
  const error = await openDatabase(url).catch((thrown: Error) => thrown.message);
  expect(error).toContain('127.0.0.1:1');
  expect(error).not.toMatch(/c@ret|geheim/);
});
