/** The one connection to the file, in SQLite's thread. */
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import { createPrivateFile, createPrivateFolder } from '../../util/private-files.ts';
import type { Rows, Statement } from './protocol.ts';

/** Statements kept prepared, and the longest: what is written for one use alone would only take memory. */
const bounds = { count: 500, length: 20_000 };

/** Bytes of the log until it is written back: what is written often is so written back once. */
const logBytes = 64_000_000;

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
  if (path !== ':memory:') {
    createPrivateFolder(dirname(path));
    // SQLite gives its -wal, -shm and -journal files the permissions of the database (https://sqlite.org/src, findCreateFileMode).
    createPrivateFile(path);
  }
  // Another process that holds the lock is waited for, milliseconds; first of all, since opening can meet one too.
  const database = new DatabaseSync(path, { timeout: 5000 });
  // Of a new file: each event touches pages of its own, since ids are hashes, and a commit writes those it touched.
  database.exec('pragma page_size = 2048');
  database.exec('pragma journal_mode = wal');
  database.exec('pragma synchronous = full');
  // What a statement would be undone with when it fails midway: else a file is made for every larger one.
  database.exec('pragma temp_store = memory');
  database.exec(`pragma wal_autocheckpoint = ${Math.floor(logBytes / pageSize(database))}`);
  database.exec('pragma foreign_keys = on');
  const kept = new Map<string, SqliteStatement>();
  /** A transaction has begun that nobody has ended; SQLite may have, by rolling it back. */
  let begun = false;

  function prepare(sql: string): SqliteStatement {
    const known = kept.get(sql);
    if (known) return known;
    const prepared = toStatement(database.prepare(sql), check);
    if (sql.length > bounds.length) return prepared;
    if (kept.size >= bounds.count) kept.clear();
    kept.set(sql, prepared);
    return prepared;
  }

  /** Without this, what follows such a rollback would be committed statement by statement. */
  function check(): void {
    if (begun && !database.isTransaction) throw new Error('The transaction is over.');
  }

  // A transaction that reads first and then writes could find that another process wrote in between
  // (SQLITE_BUSY_SNAPSHOT, which no timeout waits for); taking the write lock at once cannot.
  function begin(): void {
    database.exec('begin immediate');
    begun = true;
  }

  function rollback(): void {
    begun = false;
    if (database.isTransaction) database.exec('rollback');
  }

  return {
    prepare,
    begin,
    rollback,
    run({ sql, parameters, transaction }) {
      if (transaction === 'begin') begin();
      if (transaction === 'inside' && !begun) throw new Error('The transaction is over.');
      const statement = prepare(sql);
      return statement.reader
        ? { rows: statement.all(parameters) }
        : { rows: [], changes: statement.run(parameters).changes };
    },
    commit() {
      try {
        check();
        database.exec('commit');
        begun = false;
      } catch (error) {
        rollback();
        throw error;
      }
    },
    close: () => database.close(),
  };
}

/** As Kysely asks for it. `check` is called before it is run. */
function toStatement(statement: StatementSync, check: () => void): SqliteStatement {
  const values = (parameters: readonly unknown[]) => {
    check();
    return parameters as SQLInputValue[];
  };
  return {
    reader: statement.columns().length > 0,
    all: parameters => statement.all(...values(parameters)),
    run: parameters => statement.run(...values(parameters)),
    iterate: parameters => statement.iterate(...values(parameters)),
  };
}

function pageSize(database: DatabaseSync): number {
  return Number(database.prepare('pragma page_size').get()?.page_size);
}
