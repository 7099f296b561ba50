import { execFileSync } from 'node:child_process';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { raiseRevision, readRevision } from '../../src/store/cache-version.ts';
import { isRowError } from '../../src/store/classify-database-error.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { createEmptyDatabase, createTestDatabase } from '../databases.ts';
import type { Counter } from './counter-worker.ts';

async function open(workerEntry?: URL): Promise<{ database: Database; path: string }> {
  const place = await createTestDatabase('sqlite');
  const database = await openDatabase(place.url, workerEntry);
  onTestFinished(() => database.close().finally(place.remove));
  return { database, path: place.url.slice('sqlite:'.length) };
}

test('statements outside of a transaction wait for its end, in order', async () => {
  const { db } = (await open()).database;
  const inside = Promise.withResolvers<void>();
  const rolledBack = db
    .transaction()
    .execute(async tx => {
      await raiseRevision(tx, 'rules');
      await inside.promise;
      throw new Error('no');
    })
    .catch(error => error.message);
  // As part of that transaction it would be rolled back with it.
  const outside = raiseRevision(db, 'rules');
  const next = db.transaction().execute(tx => raiseRevision(tx, 'rules'));
  inside.resolve();
  expect(await rolledBack).toBe('no');
  await Promise.all([outside, next]);
  expect(await readRevision(db, 'rules')).toBe(2);
});

test('a transaction that SQLite has rolled back on its own is over, and the next begins', async () => {
  const { db } = (await open()).database;
  const failed = db.transaction().execute(async tx => {
    await raiseRevision(tx, 'rules');
    await sql`insert or rollback into revisions (name, value) values ('rules', 1)`.execute(tx);
  });
  const error = await failed.catch(thrown => thrown);
  expect(error.message).toMatch(/UNIQUE constraint failed/);
  expect(isRowError(error)).toBe(true);
  expect(await readRevision(db, 'rules')).toBe(0);
  await db.transaction().execute(tx => raiseRevision(tx, 'rules'));
  expect(await readRevision(db, 'rules')).toBe(1);
});

test('a transaction that cannot begin writes nothing', async () => {
  const { database, path } = await open();
  await sql`pragma busy_timeout = 10`.execute(database.db);
  const other = new DatabaseSync(path);
  other.exec('begin immediate');
  const failed = await database.db
    .transaction()
    .execute(tx => raiseRevision(tx, 'rules'))
    .catch(error => error.message);
  other.exec('rollback');
  other.close();
  expect(failed).toMatch(/locked/);
  expect(await readRevision(database.db, 'rules')).toBe(0);
});

test('a transaction without statements succeeds', async () => {
  const { db } = (await open()).database;
  expect(await db.transaction().execute(async () => 'nothing')).toBe('nothing');
});

test('a folder that cannot be created, and a closed database, are errors', async () => {
  await expect(openDatabase('sqlite:/dev/null/nothing.db')).rejects.toThrow(/Couldn't open .*\/dev\/null\/nothing\.db/);
  const place = await createTestDatabase('sqlite');
  onTestFinished(place.remove);
  const database = await openDatabase(place.url);
  await database.close();
  await expect(readRevision(database.db, 'rules')).rejects.toThrow(/destroyed/);
});

test('a new file is migrated once, though several open it at once', async () => {
  const place = await createEmptyDatabase('sqlite');
  const opened = await Promise.all([1, 2, 3, 4].map(() => openDatabase(place.url)));
  onTestFinished(() => Promise.all(opened.map(({ close }) => close())).then(place.remove));
  for (const { db } of opened) expect(await readRevision(db, 'rules')).toBe(0);
});

test('an open database does not keep a process running, but a query does', async () => {
  const place = await createTestDatabase('sqlite');
  onTestFinished(place.remove);
  const of = (file: string) => JSON.stringify(pathToFileURL(`${import.meta.dirname}/../../src/store/${file}`));
  const script = `
    const { openDatabase } = await import(${of('database.ts')});
    const { readRevision } = await import(${of('cache-version.ts')});
    const { db } = await openDatabase(${JSON.stringify(place.url)});
    readRevision(db, 'rules').then(value => console.log('answered', value));`;
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], { timeout: 60_000 });
  expect(String(out)).toBe('answered 0\n');
});

test('a query that cannot be cloned fails alone, and the others get their own results', async () => {
  const { db } = (await open()).database;
  const select = (value: unknown) =>
    sql<{ x: unknown }>`select ${value} as x`.execute(db).then(({ rows }) => rows[0]?.x);
  const results = await Promise.allSettled([select('a'), select(Symbol('s')), select('b'), select('c')]);
  expect(results.map(one => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual(['a', 'failed', 'b', 'c']);
});

test('later statements of a transaction that is over write nothing', async () => {
  const { db } = (await open()).database;
  const failed = db.transaction().execute(async tx => {
    await raiseRevision(tx, 'rules');
    await sql`insert or rollback into revisions (name, value) values ('rules', 1)`.execute(tx).catch(() => {});
    await raiseRevision(tx, 'sources');
  });
  await expect(failed).rejects.toThrow('The transaction is over.');
  expect(await readRevision(db, 'rules', 'sources')).toBe(0);
});

test('the thread of a closed store serves the next store, without data of the first', async () => {
  const counter = new URL('./counter-worker.ts', import.meta.url);
  const first = (await open(counter)).database;
  const call = first.inThread?.<Counter>();
  const thread = await call?.('threadId');
  await call?.('raiseSlowly', 1);
  await first.close();

  const next = (await open(counter)).database;
  const callNext = next.inThread?.<Counter>();
  expect(await callNext?.('threadId')).toBe(thread);
  await expect(call?.('raiseSlowly', 1)).rejects.toThrow('The database is closed.');
  expect(await callNext?.('raiseSlowly', 2)).toEqual([1, 2]);
});
