import { afterEach, beforeEach, expect, test } from 'vitest';
import { raiseRevision, readRevision } from '../../src/store/cache-version.ts';
import { type Caller, type Database, openDatabase } from '../../src/store/database.ts';
import { isRowError } from '../../src/store/database-errors.ts';
import { createTestDatabase, type TestDatabase } from '../databases.ts';
import type { Counter } from './called/counter.ts';

let place: TestDatabase;
let database: Database;
let call: Caller<Counter>;

beforeEach(async () => {
  place = await createTestDatabase('sqlite');
  database = await openDatabase(place.url);
  if (!database.inThread) throw new Error('SQLite has a thread');
  call = database.inThread<Counter>(import.meta.resolve('./called/counter.ts'));
});
afterEach(async () => {
  await database?.close();
  await place?.remove();
});

const raise = () => raiseRevision(database.db, 'lanes');

test('nothing comes between the statements of what is called, whatever is asked meanwhile', async () => {
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

test('what fails leaves nothing behind, and says why', async () => {
  await expect(call('raiseAndFail')).rejects.toMatchObject({
    message: 'on purpose',
    stack: expect.stringContaining('counter.ts'),
  });
  expect(await readRevision(database.db, 'lanes')).toBe(0);
  const fault = await call('breakRule').catch((error: unknown) => error);
  expect(isRowError(fault)).toBe(true);
  expect(await call('raiseSlowly', 1)).toEqual([1]);
});

test('what follows a rollback by SQLite itself is not written either', async () => {
  await expect(call('goOnAfterRollback')).rejects.toThrow('The transaction is over.');
  expect(await readRevision(database.db, 'lanes')).toBe(0);
  expect(await call('raiseSlowly', 1)).toEqual([1]);
});

test('a module or a function that is not there is an error, and the next call goes on', async () => {
  const missing = database.inThread?.<Counter>(import.meta.resolve('./called/none.ts'));
  await expect(missing?.('raiseSlowly', 1)).rejects.toThrow('Cannot find module');
  await expect(call('none' as 'breakRule')).rejects.toThrow('There is no none');
  expect(await call('raiseSlowly', 1)).toEqual([1]);
});

test('what is called after the store was closed is an error', async () => {
  await call('raiseSlowly', 1);
  await database.close();
  await expect(call('raiseSlowly', 1)).rejects.toThrow('The database is closed.');
});
