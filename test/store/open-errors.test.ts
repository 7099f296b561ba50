/** The error of a store that can't be opened or used has its cause and its fix. */

import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it, test } from 'vitest';
import { openDatabase } from '../../src/store/database.ts';
import { postgresErrors, sqliteErrors, storeMessages } from '../../src/store/database-error-texts.ts';
import { describeFailure, describeStoreError } from '../../src/store/describe-database-error.ts';
import { createTestDatabase, describeOnPostgres } from '../databases.ts';
import { postgresServer } from '../postgres.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callboard-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const errorOf = async (url: string): Promise<string> =>
  openDatabase(url).then(
    async database => {
      await database.close();
      return 'It was opened.';
    },
    (error: Error) => error.message,
  );

const rows = [...Object.entries(sqliteErrors), ...Object.entries(postgresErrors)];

test.each(rows)('%s has a cause and a fix', (_, [cause, fix]) => {
  expect(cause).toMatch(/^[A-Z].{9,}[^.]$/);
  expect(fix).toMatch(/^(Free|Let|Wait|Check|Restore|Move|Set|Stop|Create|Correct|Raise|Grant|Update)\b.*[^.]$/);
  expect(`${cause} ${fix}`).not.toMatch(/corrupt|\(Error\)/i);
});

test('an error is described by its code, not by its own message', () => {
  for (const [code, [cause, fix]] of Object.entries(sqliteErrors)) {
    const error = Object.assign(new Error('SQLITE'), { code: 'ERR_SQLITE_ERROR', errcode: Number(code) + 256 });
    expect(describeStoreError(error)).toBe(`${cause}. ${fix}.`);
    expect(describeFailure(error)).toBe(`${cause}. ${fix}.`);
  }
  for (const [code, [cause, fix]] of Object.entries(postgresErrors)) {
    const error = Object.assign(new Error('hunter2'), { code, severity: 'FATAL' });
    expect(describeStoreError(error)).toBe(`${cause}. ${fix}.`);
    expect(describeFailure(error)).toBe(`${cause}. ${fix}.`);
  }
});

test.each([
  'corrupted migrations: previously executed migration 0099-later is missing',
  'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string',
  'The server does not support SSL connections',
  'timeout expired',
  'Connection terminated unexpectedly',
  'Invalid URL',
])('"%s" is replaced by a sentence', message => {
  const described = describeStoreError(new Error(message));
  expect(storeMessages.map(([, [cause]]) => `${cause}.`).some(cause => described.startsWith(cause))).toBe(true);
});

test('unknown errors share one sentence', () => {
  const unknown =
    /^The database returned an error that Callboard doesn't know \(code .+\)\. If this error continues, update Callboard\.$/;
  for (const error of [Object.assign(new Error('x'), { code: 'XX000' }), { errcode: 99 }, new Error('secret'), null]) {
    expect(describeStoreError(error)).toMatch(unknown);
    expect(describeStoreError(error)).not.toContain('secret');
  }
});

test('a file that is no database is reported', async () => {
  const path = join(folder, 'notes.txt');
  writeFileSync(path, 'These are my notes. '.repeat(100));
  expect(await errorOf(`sqlite:${path}`)).toBe(
    `Couldn't open sqlite:${path} (DATABASE_URL). The file isn't a SQLite database. Check DATABASE_URL, or move the file away.`,
  );
});

test('a folder in its place, and a path through a file, are reported', async () => {
  expect(await errorOf(`sqlite:${folder}`)).toMatch(/\. The database file can't be opened\. Check its path/);
  writeFileSync(join(folder, 'file'), '');
  expect(await errorOf(`sqlite:${join(folder, 'file', 'x.db')}`)).toMatch(
    /\(DATABASE_URL\)\. The database file can't be used: a part of its path is a file\. Check the path/,
  );
});

test('a database of a later version asks for an update', async () => {
  const { url, remove } = await createTestDatabase('sqlite');
  const { db, close } = await openDatabase(url);
  await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '2026-01-01T00:00:00.000Z')`.execute(
    db,
  );
  await close();
  expect(await errorOf(url)).toContain('A newer version of Callboard made this database. Update Callboard, or');
  await remove();
});

test('an unreachable PostgreSQL is reported', async () => {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  expect(await errorOf(`postgres://ann:hunter2@127.0.0.1:${port}/calls`)).toBe(
    `Couldn't open postgres://127.0.0.1:${port}/calls (DATABASE_URL). Couldn't reach the database (connection refused). Check DATABASE_URL, and that the database is running.`,
  );
});

describeOnPostgres('a database that does not exist', () => {
  it('is reported with a fix', async () => {
    const url = new URL(postgresServer);
    url.pathname = '/callboard_nowhere';
    expect(await errorOf(url.href)).toContain(
      "The database in DATABASE_URL doesn't exist. Create it, or correct its name.",
    );
  });
});
