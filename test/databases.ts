/** Databases for tests: SQLite in a file of its own, PostgreSQL in a database of its own where a server answers. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, inject, it } from 'vitest';
import { openDatabase } from '../src/store/database.ts';
import type { DatabaseKind } from '../src/store/tables.ts';
import { answersPostgres, createPostgres, dropPostgres, postgresServer, runOnPostgres } from './postgres.ts';

export interface TestDatabase {
  url: string;
  remove(): Promise<void>;
}

/** A database as opening an empty one leaves it: migrated, without a row. */
export async function createTestDatabase(kind: DatabaseKind): Promise<TestDatabase> {
  return kind === 'sqlite' ? copySqlite() : takePostgres();
}

/** A database without a table, for tests of what opening the first time does, or of the database itself. */
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

/** The migrated file, made when the first test of this process asks, and there until the run ends. */
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
/** Empties a migrated database, made when the first test of this process asks. */
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

/** Ends what still uses the database, deletes every row and restarts every sequence. */
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
    // Without triggers, and so without a check of foreign keys between one table and the next.
    'set session_replication_role = replica',
    ...names.map(name => `delete from ${name}`),
    `select setval(oid, 1, false) from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace`,
  ].join(';\n');
}

const postgresAnswers = await answersPostgres();

/** Runs the same tests on both; without a PostgreSQL server they are skipped visibly, or fail where that is forbidden. */
export function describeOnDatabases(name: string, define: (kind: DatabaseKind) => void): void {
  describe(`${name} on sqlite`, () => define('sqlite'));
  describeOnPostgres(name, () => define('postgres'));
}

/**
 * Runs tests of which the SQL is covered by store/ and delivery/: on SQLite with `npm test`, and on PostgreSQL with
 * `npm run test:slow`, whose project `postgres` lists their files.
 */
export function describeOnDatabase(name: string, define: (kind: DatabaseKind) => void): void {
  if (inject('database') === 'postgres') describeOnPostgres(name, () => define('postgres'));
  else describe(`${name} on sqlite`, () => define('sqlite'));
}

/** For what only PostgreSQL does. */
export function describeOnPostgres(name: string, define: () => void): void {
  if (postgresAnswers) describe(`${name} on postgres`, define);
  else if (process.env.CALLBOARD_NO_SKIP) {
    it(`${name} on postgres`, () => {
      throw new Error(`No PostgreSQL answers at ${new URL(postgresServer).host}, and skipping is forbidden.`);
    });
  } else it.skip(`${name} on postgres: no server answers at ${new URL(postgresServer).host}`);
}
