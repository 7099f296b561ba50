/** Opens the store: embedded SQLite by default, PostgreSQL for a `postgres://` URL. The same code runs on both. */
import { existsSync } from 'node:fs';
import { Kysely, PostgresDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { CustomTypesConfig, PoolConfig } from 'pg';
import { describeStoreError } from './describe-database-error.ts';
import { migrations } from './migrations/index.ts';
import { type Call, sqliteDialect } from './sqlite/dialect.ts';
import { statementsOnly } from './sqlite/worker-client.ts';
import type { DatabaseKind, Tables } from './tables.ts';

export interface Database {
  readonly kind: DatabaseKind;
  readonly db: Kysely<Tables>;
  /**
   * Calls the functions that the entry file of SQLite's thread lists; null with PostgreSQL. No other statement runs between
   * those of one call. Arguments and results are cloned between threads. Within a transaction a function may query only that
   * transaction.
   */
  readonly inThread: (<Served extends Functions<Served>>() => Caller<Served>) | null;
  close(): Promise<void>;
}

type Functions<Served> = { [Name in keyof Served]: (...parameters: never[]) => Promise<unknown> };

export type Caller<Served extends Functions<Served>> = <Name extends keyof Served & string>(
  name: Name,
  ...parameters: Parameters<Served[Name]>
) => ReturnType<Served[Name]>;

/**
 * Opens the database and migrates it. `url` is `sqlite:<path>` (or `sqlite::memory:`) or `postgres://…`; `workerEntry` is the
 * entry file of SQLite's thread. Throws an error for people that names DATABASE_URL and leaves out its password.
 */
export async function openDatabase(url: string, workerEntry: URL = statementsOnly): Promise<Database> {
  const kind: DatabaseKind = url.startsWith('sqlite:') ? 'sqlite' : 'postgres';
  try {
    const { dialect, call } =
      kind === 'sqlite'
        ? sqliteDialect(url.slice('sqlite:'.length), workerEntry)
        : { dialect: await postgresDialect(url), call: null };
    const db = new Kysely<Tables>({ dialect });
    await migrate(db, kind);
    return { kind, db, inThread: call && callerIn(call), close: () => db.destroy() };
  } catch (cause) {
    throw new Error(`Couldn't open ${withoutPassword(url)} (DATABASE_URL). ${describeStoreError(cause)}`, { cause });
  }
}

/** Whether a SQLite file exists. True for other databases, which can't be checked without opening them. */
export function databaseExists(url: string): boolean {
  const path = url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : ':memory:';
  return path === ':memory:' || existsSync(path);
}

/** Milliseconds. With a server that hangs, the sender of a webhook gets an error in time to send again. */
const timeouts = {
  connectionTimeoutMillis: 5000,
  lock_timeout: 5000,
  statement_timeout: 5000,
  query_timeout: 8000,
} satisfies PoolConfig;

async function postgresDialect(url: string): Promise<PostgresDialect> {
  // Loaded here, since it takes a while and SQLite doesn't need it.
  const { default: pg } = await import('pg');
  // pg returns bigint as a string, in case it is over 2^53. Our sequence numbers and milliseconds stay far below.
  const types: CustomTypesConfig = {
    getTypeParser: (oid, format) =>
      oid === pg.types.builtins.INT8 ? (value: string) => Number(value) : pg.types.getTypeParser(oid, format),
  };
  const pool = new pg.Pool({ connectionString: url, max: 10, types, ...timeouts });
  // The pool replaces a broken connection, and its query reports the error. An `error` event without a listener would end
  // the process, and the pool listens to idle clients only.
  pool.on('error', () => {});
  pool.on('connect', client => client.on('error', () => {}));
  return new PostgresDialect({ pool });
}

const callerIn =
  (call: Call) =>
  <Served extends Functions<Served>>(): Caller<Served> =>
  (name, ...parameters) =>
    call(name, parameters) as ReturnType<Served[typeof name]>;

async function migrate(db: Kysely<Tables>, kind: DatabaseKind): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations(kind) } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}

/** Cuts off the query as well: it can hold a password too. */
function withoutPassword(url: string): string {
  if (url.startsWith('sqlite:')) return url;
  const parsed = URL.parse(url);
  return parsed ? `${parsed.protocol}//${parsed.host}${parsed.pathname}` : 'postgres://…';
}
