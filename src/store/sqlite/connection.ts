/** The one connection to the file, in SQLite's thread. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import type { Rows, Statement } from './messages.ts';

/** Statements kept prepared, and the longest: what is written for one use alone would only take memory. */
const bounds = { count: 500, length: 20_000 };

export interface Connection extends SqliteDatabase {
  run(statement: Statement): Rows;
  begin(): void;
  /** A commit that fails is rolled back. */
  commit(): void;
  /** Also where nothing is left to do: SQLite may have rolled back by itself. */
  rollback(): void;
}

/**
 * Opens (and creates) the file, durable: a commit is on the disk before it returns.
 * WAL lets the command line read and write beside a running server.
 */
export function connect(path: string): Connection {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  // Another process that holds the lock is waited for, milliseconds; first of all, since opening can meet one too.
  const database = new DatabaseSync(path, { timeout: 5000 });
  database.exec('pragma page_size = 2048');
  database.exec('pragma journal_mode = wal');
  database.exec('pragma synchronous = full');
  // Pages between two times that the log is written back, 16 MB: what is written often is so written back once.
  database.exec('pragma wal_autocheckpoint = 32000');
  database.exec('pragma foreign_keys = on');
  const kept = new Map<string, SqliteStatement>();

  function prepare(sql: string): SqliteStatement {
    const known = kept.get(sql);
    if (known) return known;
    const prepared = toStatement(database.prepare(sql));
    if (sql.length > bounds.length) return prepared;
    if (kept.size >= bounds.count) kept.clear();
    kept.set(sql, prepared);
    return prepared;
  }

  // A transaction that reads first and then writes could find that another process wrote in between
  // (SQLITE_BUSY_SNAPSHOT, which no timeout waits for); taking the write lock at once cannot.
  const begin = () => database.exec('begin immediate');
  const rollback = () => {
    if (database.isTransaction) database.exec('rollback');
  };

  return {
    prepare,
    begin,
    rollback,
    run({ sql, parameters, transaction }) {
      if (transaction === 'begin') begin();
      if (transaction === 'inside' && !database.isTransaction) throw new Error('The transaction is over.');
      const statement = prepare(sql);
      return statement.reader
        ? { rows: statement.all(parameters) }
        : { rows: [], changes: statement.run(parameters).changes };
    },
    commit() {
      try {
        database.exec('commit');
      } catch (error) {
        rollback();
        throw error;
      }
    },
    close: () => database.close(),
  };
}

/** As Kysely asks for it. */
function toStatement(statement: StatementSync): SqliteStatement {
  const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
  return {
    reader: statement.columns().length > 0,
    all: parameters => statement.all(...values(parameters)),
    run: parameters => statement.run(...values(parameters)),
    iterate: parameters => statement.iterate(...values(parameters)),
  };
}
