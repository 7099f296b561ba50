/** Databases as an earlier version left them, for tests of migrations. */
import { Kysely, PostgresDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import pg from 'pg';
import { migrations } from '../../src/store/migrations/index.ts';
import { sqliteDialect } from '../../src/store/sqlite/dialect.ts';
import { statementsOnly } from '../../src/store/sqlite/worker-client.ts';
import type { DatabaseKind } from '../../src/store/tables.ts';

/** Migrates an empty database up to this migration, runs `fill`, and closes it. */
export async function fillAt(
  kind: DatabaseKind,
  url: string,
  migration: string,
  fill: (db: Kysely<unknown>) => Promise<void>,
): Promise<void> {
  const dialect =
    kind === 'sqlite'
      ? sqliteDialect(url.slice('sqlite:'.length), statementsOnly).dialect
      : new PostgresDialect({ pool: new pg.Pool({ connectionString: url }) });
  const db = new Kysely<unknown>({ dialect });
  try {
    const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations(kind) } });
    const { error } = await migrator.migrateTo(migration);
    if (error) throw error;
    await fill(db);
  } finally {
    await db.destroy();
  }
}
