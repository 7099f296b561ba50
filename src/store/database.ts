/** Opens the store: SQLite embedded by default, PostgreSQL when the URL says so. The same code runs on both. */
import { type Dialect, Kysely, PostgresDialect, SqliteAdapter, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import pg from 'pg';
import { migrations } from './migrations/index.ts';
import { openSqlite } from './sqlite.ts';
import type { Tables } from './tables.ts';

export type DatabaseKind = 'sqlite' | 'postgres';

export interface Database {
  readonly kind: DatabaseKind;
  readonly db: Kysely<Tables>;
  close(): Promise<void>;
}

/**
 * Opens and migrates. `url` is `sqlite:<path>` (or `sqlite::memory:`) or `postgres://…`.
 * Throws with a sentence that names DATABASE_URL, and never its password.
 */
export async function openDatabase(url: string): Promise<Database> {
  const kind: DatabaseKind = url.startsWith('sqlite:') ? 'sqlite' : 'postgres';
  try {
    const db = new Kysely<Tables>({ dialect: kind === 'sqlite' ? sqliteDialect(url) : postgresDialect(url) });
    await migrate(db, kind);
    return { kind, db, close: () => db.destroy() };
  } catch (cause) {
    throw new Error(`Cannot open the database that DATABASE_URL names (${withoutPassword(url)}): ${reason(cause)}`, {
      cause,
    });
  }
}

/**
 * Migrates in one transaction, which SQLite can and Kysely leaves out: two processes that open a new file at once would
 * both make its tables.
 */
class MigratingInOne extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

function sqliteDialect(url: string): Dialect {
  const dialect = new SqliteDialect({ database: openSqlite(url.slice('sqlite:'.length)) });
  return {
    createAdapter: () => new MigratingInOne(),
    createDriver: () => dialect.createDriver(),
    createIntrospector: db => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  };
}

function postgresDialect(url: string): PostgresDialect {
  // Sequence numbers and milliseconds stay far below 2^53; pg gives bigint as a string for fear of more.
  const types: pg.CustomTypesConfig = {
    getTypeParser: (oid, format) =>
      oid === pg.types.builtins.INT8 ? (value: string) => Number(value) : pg.types.getTypeParser(oid, format),
  };
  const pool = new pg.Pool({ connectionString: url, max: 10, types });
  // A connection that breaks while idle is replaced by the pool; the next query reports what matters.
  pool.on('error', () => {});
  return new PostgresDialect({ pool });
}

async function migrate(db: Kysely<Tables>, kind: DatabaseKind): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations(kind) } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/([^:/@]*):[^@]*@/, '//$1:***@');
}

function reason(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(reason).join('; ');
  return cause instanceof Error ? cause.message : String(cause);
}
