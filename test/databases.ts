/** Databases for tests: each with its own SQLite file, or its own PostgreSQL database where a server responds. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, inject, it, onTestFinished } from 'vitest';
import { type Core, openCore } from '../src/operations/core.ts';
import { type Database, openDatabase } from '../src/store/database.ts';
import type { DatabaseKind } from '../src/store/tables.ts';
import { answersPostgres, createPostgres, dropPostgres, postgresServer, runOnPostgres } from './postgres.ts';

export interface TestDatabase {
  url: string;
  remove(): Promise<void>;
}

/** Creates a migrated database without rows. */
export async function createTestDatabase(kind: DatabaseKind): Promise<TestDatabase> {
  return kind === 'sqlite' ? copySqlite() : takePostgres();
}

/** Opens a database of its own for this test, which closes and removes it. `workerEntry`: the entry file of SQLite's thread. */
export async function openTestDatabase(kind: DatabaseKind = 'sqlite', workerEntry?: URL): Promise<Database> {
  return openFor(await createTestDatabase(kind), url => openDatabase(url, workerEntry));
}

/** Opens a core on a database of its own for this test, which closes and removes both. */
export async function openTestCore(kind: DatabaseKind = 'sqlite'): Promise<Core> {
  return openFor(await createTestDatabase(kind), openCore);
}

async function openFor<Opened extends { close(): Promise<void> }>(
  { url, remove }: TestDatabase,
  open: (url: string) => Promise<Opened>,
): Promise<Opened> {
  const opened = await open(url);
  onTestFinished(async () => {
    await opened.close();
    await remove();
  });
  return opened;
}

/** Creates a database without tables, for tests of migrations. */
export async function createEmptyDatabase(kind: DatabaseKind): Promise<TestDatabase> {
  if (kind === 'sqlite') return createSqlite();
  const url = await createPostgres(inject('testRun'));
  return { url, remove: () => dropPostgres(url) };
}

function createSqlite(): TestDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-'));
  return {
    url: `sqlite:${join(folder, 'test.db')}`,
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The migrated file, created for the first test of this process and copied for each. */
let migratedSqlite: Promise<string> | null = null;

async function migrateSqlite(): Promise<string> {
  const { url } = createSqlite();
  await migrate(url);
  return fileOf(url);
}

async function copySqlite(): Promise<TestDatabase> {
  migratedSqlite ??= migrateSqlite();
  const database = createSqlite();
  copyFileSync(await migratedSqlite, fileOf(database.url));
  return database;
}

const fileOf = (url: string) => url.slice('sqlite:'.length);

async function migrate(url: string): Promise<void> {
  const database = await openDatabase(url);
  await database.close();
}

/** Migrated databases that no test uses. Emptying one takes a tenth of the time of creating and migrating another. */
const freePostgres: string[] = [];
/** Returns an emptied migrated database. The first test of this process creates it. */
let emptyTables: string | null = null;

async function takePostgres(): Promise<TestDatabase> {
  const url = freePostgres.pop() ?? (await createMigratedPostgres());
  return {
    url,
    async remove() {
      if (emptyTables === null) throw new Error('No database was migrated.');
      await runOnPostgres(emptyTables, url);
      freePostgres.push(url);
    },
  };
}

async function createMigratedPostgres(): Promise<string> {
  const url = await createPostgres(inject('testRun'));
  await migrate(url);
  emptyTables ??= await writeEmptyTables(url);
  return url;
}

/** Ends all connections to the database, deletes all rows and restarts the sequences. */
async function writeEmptyTables(url: string): Promise<string> {
  const { rows } = await runOnPostgres(
    `select quote_ident(tablename) as name from pg_tables where schemaname = 'public' and tablename not like 'kysely%'`,
    url,
  );
  const names = (rows as { name: string }[]).map(({ name }) => name);
  for (const name of names) {
    const { rowCount } = await runOnPostgres(`select 1 from ${name} limit 1`, url);
    if (rowCount) throw new Error(`A migration fills ${name}: emptying it leaves another database than opening does.`);
  }
  return [
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    // Disables triggers, and with them the checks of foreign keys between the deletes.
    'set session_replication_role = replica',
    ...names.map(name => `delete from ${name}`),
    `select setval(oid, 1, false) from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace`,
  ].join(';\n');
}

const postgresAnswers = await answersPostgres();

/** Runs tests on both databases. Without a PostgreSQL server those are skipped visibly, or fail under CALLBOARD_NO_SKIP. */
export function describeOnDatabases(name: string, define: (kind: DatabaseKind) => void): void {
  describe(`${name} on sqlite`, () => define('sqlite'));
  describeOnPostgres(name, () => define('postgres'));
}

/**
 * Runs tests whose SQL store/ and delivery/ cover: on SQLite with `npm test`, and on PostgreSQL with `npm run test:slow`,
 * whose project `postgres` lists their files.
 */
export function describeOnDatabase(name: string, define: (kind: DatabaseKind) => void): void {
  if (inject('database') === 'postgres') describeOnPostgres(name, () => define('postgres'));
  else describe(`${name} on sqlite`, () => define('sqlite'));
}

/** Runs tests on PostgreSQL only. */
export function describeOnPostgres(name: string, define: () => void): void {
  if (postgresAnswers) describe(`${name} on postgres`, define);
  else if (process.env.CALLBOARD_NO_SKIP) {
    it(`${name} on postgres`, () => {
      throw new Error(`No PostgreSQL answers at ${new URL(postgresServer).host}, and skipping is forbidden.`);
    });
  } else it.skip(`${name} on postgres: PostgreSQL doesn't respond at ${new URL(postgresServer).host}`);
}
