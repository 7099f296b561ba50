/** node:sqlite, as Kysely's SQLite dialect wants its database. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

/** Statements kept prepared; a batch insert has one text per batch size, so the count is bounded. */
const keptStatements = 500;

/**
 * Opens (and creates) the file, durable: a commit is on the disk before it returns.
 * WAL lets the command line read and write beside a running server.
 */
export function openSqlite(path: string): SqliteDatabase {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path);
  // First of all: the others can meet another process that is opening the same file.
  database.exec('pragma busy_timeout = 5000');
  database.exec('pragma journal_mode = wal');
  database.exec('pragma synchronous = full');
  database.exec('pragma foreign_keys = on');

  const kept = new Map<string, SqliteStatement>();
  return {
    close: () => database.close(),
    prepare(sql) {
      // A transaction that reads first and then writes could find that another process wrote in between
      // (SQLITE_BUSY_SNAPSHOT, which no timeout waits for); taking the write lock at once cannot.
      const text = sql === 'begin' ? 'begin immediate' : sql;
      const known = kept.get(text);
      if (known) return known;
      const statement = toKysely(database.prepare(text));
      if (kept.size >= keptStatements) kept.clear();
      kept.set(text, statement);
      return statement;
    },
  };
}

function toKysely(statement: StatementSync): SqliteStatement {
  const bind = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
  return {
    reader: statement.columns().length > 0,
    all: parameters => statement.all(...bind(parameters)),
    run: parameters => statement.run(...bind(parameters)),
    iterate: parameters => statement.iterate(...bind(parameters)),
  };
}
