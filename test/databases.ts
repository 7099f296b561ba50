/** Fresh databases for tests: SQLite in a file of its own, PostgreSQL in a database of its own where a server answers. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { describe, it } from 'vitest';
import type { DatabaseKind } from '../src/store/database.ts';

const server = process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/test';

export interface TestDatabase {
  url: string;
  remove(): Promise<void>;
}

/** A new, empty database. */
export async function createTestDatabase(kind: DatabaseKind): Promise<TestDatabase> {
  return kind === 'sqlite' ? createSqlite() : createPostgres();
}

function createSqlite(): TestDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-'));
  return {
    url: `sqlite:${join(folder, 'test.db')}`,
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function createPostgres(): Promise<TestDatabase> {
  const name = `callboard_test_${randomUUID().replaceAll('-', '')}`;
  await runOnServer(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, remove: () => runOnServer(`drop database ${name} with (force)`) };
}

async function runOnServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server, connectionTimeoutMillis: 2000 });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

const postgresAnswers = await runOnServer('select 1').then(
  () => true,
  () => false,
);

/** Runs the same tests on both; without a PostgreSQL server they are skipped visibly, or fail where that is forbidden. */
export function describeOnDatabases(name: string, define: (kind: DatabaseKind) => void): void {
  describe(`${name} on sqlite`, () => define('sqlite'));
  describeOnPostgres(name, () => define('postgres'));
}

/** For what only PostgreSQL does. */
export function describeOnPostgres(name: string, define: () => void): void {
  if (postgresAnswers) describe(`${name} on postgres`, define);
  else if (process.env.CALLBOARD_NO_SKIP) {
    it(`${name} on postgres`, () => {
      throw new Error(`No PostgreSQL answers at ${new URL(server).host}, and skipping is forbidden.`);
    });
  } else it.skip(`${name} on postgres: no server answers at ${new URL(server).host}`);
}
