import { beforeEach, expect, test } from 'vitest';
import { raiseRevision, readRevision } from '../../src/store/cache-version.ts';
import { isRowError } from '../../src/store/classify-database-error.ts';
import type { Caller, Database } from '../../src/store/database.ts';
import { openTestDatabase } from '../databases.ts';
import type { Counter } from './counter-worker.ts';

const counterWorker = new URL('./counter-worker.ts', import.meta.url);

let database: Database;
let call: Caller<Counter>;

beforeEach(async () => {
  database = await openTestDatabase('sqlite', counterWorker);
  if (!database.inThread) throw new Error('SQLite has a thread');
  call = database.inThread<Counter>();
});

const raise = () => raiseRevision(database.db, 'lanes');

test('no other statement runs between those of a call', async () => {
  const inTransaction = () =>
    database.db.transaction().execute(async tx => {
      const before = await readRevision(tx, 'lanes');
      await raiseRevision(tx, 'lanes');
      return (await readRevision(tx, 'lanes')) - before;
    });
  const [first, , own, second] = await Promise.all([
    call('raiseSlowly', 3),
    raise(),
    inTransaction(),
    call('raiseSlowly', 3),
    raise(),
  ]);
  const [a = 0, b = 0] = [first[0], second[0]];
  expect(first).toEqual([a, a + 1, a + 2]);
  expect(second).toEqual([b, b + 1, b + 2]);
  expect(own).toBe(1);
  expect(await readRevision(database.db, 'lanes')).toBe(9);
});

test('a call that fails changes nothing, and rejects with its error', async () => {
  await expect(call('raiseAndFail')).rejects.toMatchObject({
    message: 'on purpose',
    stack: expect.stringContaining('counter-worker.ts'),
  });
  expect(await readRevision(database.db, 'lanes')).toBe(0);
  const error = await call('breakRule').catch((thrown: unknown) => thrown);
  expect(isRowError(error)).toBe(true);
  expect(await call('raiseSlowly', 1)).toEqual([1]);
});

test('statements after a rollback by SQLite write nothing', async () => {
  await expect(call('continueAfterRollback')).rejects.toThrow('The transaction is over.');
  expect(await readRevision(database.db, 'lanes')).toBe(0);
  expect(await call('raiseSlowly', 1)).toEqual([1]);
});

test('a function that the entry file does not list is an error, and the next call works', async () => {
  await expect(call('none' as 'breakRule')).rejects.toThrow('The thread of SQLite serves no none.');
  expect(await call('raiseSlowly', 1)).toEqual([1]);
});

test('a call after the store was closed is an error', async () => {
  await call('raiseSlowly', 1);
  await database.close();
  await expect(call('raiseSlowly', 1)).rejects.toThrow('The database is closed.');
});
