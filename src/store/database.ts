/** Opens the store: SQLite embedded by default, PostgreSQL when the URL says so. The same code runs on both. */
import { Kysely, PostgresDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { CustomTypesConfig, PoolConfig } from 'pg';
import { describeStoreError } from './describe-database-error.ts';
import { migrations } from './migrations/index.ts';
import { type Call, sqliteDialect } from './sqlite/dialect.ts';
import type { DatabaseKind, Tables } from './tables.ts';

export interface Database {
  readonly kind: DatabaseKind;
  readonly db: Kysely<Tables>;
  /**
   * Where the store works in a thread of its own: gives what calls the functions that a module's `create(database)`
   * makes there, each with nothing else between its statements. What they are given and give is sent between threads;
   * within a transaction they must ask nothing but the transaction.
   */
  readonly inThread: (<Made extends Functions<Made>>(module: string) => Caller<Made>) | null;
  close(): Promise<void>;
}

type Functions<Made> = { [Name in keyof Made]: (...given: never[]) => Promise<unknown> };

export type Caller<Made extends Functions<Made>> = <Name extends keyof Made & string>(
  name: Name,
  ...given: Parameters<Made[Name]>
) => ReturnType<Made[Name]>;

/**
 * Opens and migrates. `url` is `sqlite:<path>` (or `sqlite::memory:`) or `postgres://…`.
 * Throws with a sentence that names DATABASE_URL, and never its password.
 */
export async function openDatabase(url: string): Promise<Database> {
  const kind: DatabaseKind = url.startsWith('sqlite:') ? 'sqlite' : 'postgres';
  try {
    const { dialect, call } =
      kind === 'sqlite'
        ? sqliteDialect(url.slice('sqlite:'.length))
        : { dialect: await postgresDialect(url), call: null };
    const db = new Kysely<Tables>({ dialect });
    await migrate(db, kind);
    return { kind, db, inThread: call && callerIn(call), close: () => db.destroy() };
  } catch (cause) {
    throw new Error(`Couldn't open ${withoutPassword(url)} (DATABASE_URL). ${describeStoreError(cause)}`, { cause });
  }
}

/** Milliseconds: a server that hangs is an error that the sender of a webhook is told of, not a silence. */
const patience = {
  connectionTimeoutMillis: 5000,
  lock_timeout: 5000,
  statement_timeout: 5000,
  query_timeout: 8000,
} satisfies PoolConfig;

async function postgresDialect(url: string): Promise<PostgresDialect> {
  // It takes a while to load, which those with SQLite need not wait for.
  const { default: pg } = await import('pg');
  // Sequence numbers and milliseconds stay far below 2^53; pg gives bigint as a string for fear of more.
  const types: CustomTypesConfig = {
    getTypeParser: (oid, format) =>
      oid === pg.types.builtins.INT8 ? (value: string) => Number(value) : pg.types.getTypeParser(oid, format),
  };
  const pool = new pg.Pool({ connectionString: url, max: 10, types, ...patience });
  // A connection that breaks is replaced by the pool, and its query reports what matters; but an error that nobody
  // listens to would end the process. The pool listens for idle clients only.
  pool.on('error', () => {});
  pool.on('connect', client => client.on('error', () => {}));
  return new PostgresDialect({ pool });
}

const callerIn =
  (call: Call) =>
  <Made extends Functions<Made>>(module: string): Caller<Made> =>
  (name, ...given) =>
    call(module, name, given) as ReturnType<Made[typeof name]>;

async function migrate(db: Kysely<Tables>, kind: DatabaseKind): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations(kind) } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}

/** Nothing of what follows the address either: a query can hold a password too. */
function withoutPassword(url: string): string {
  if (url.startsWith('sqlite:')) return url;
  const parsed = URL.parse(url);
  return parsed ? `${parsed.protocol}//${parsed.host}${parsed.pathname}` : 'postgres://…';
}
