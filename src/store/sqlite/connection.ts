/** The only connection to the file, in SQLite's thread. */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import { createPrivateFile, createPrivateFolder } from '../../util/private-files.ts';
import type { Rows, Statement } from './protocol.ts';

/** The cache of prepared statements: how many, and the longest, in characters. A longer one is hardly used twice. */
const cacheLimits = { statements: 500, length: 20_000 };

interface LogLimits {
  /** Size of the write-ahead log in bytes before a checkpoint: a page that changes often is then written back once. */
  logBytes: number;
  /** Milliseconds that a restart of the log may wait for readers. Commits wait as long. */
  restartWait: number;
}

const defaultLimits: LogLimits = { logBytes: 64_000_000, restartWait: 50 };

/** Milliseconds to wait for another process's lock. */
const busyTimeout = 5000;

export interface Connection extends SqliteDatabase {
  run(statement: Statement): Rows;
  begin(): void;
  /** A commit that fails is rolled back. */
  commit(): void;
  /** Does nothing when SQLite has rolled back on its own. */
  rollback(): void;
}

/**
 * Opens the file, and creates it if needed. A commit is on the disk before it returns. WAL mode lets the CLI read and write
 * while a server runs.
 */
export function connect(path: string, limits: Partial<LogLimits> = {}): Connection {
  const { logBytes, restartWait } = { ...defaultLimits, ...limits };
  if (path !== ':memory:') {
    createPrivateFolder(dirname(path));
    // SQLite gives its -wal, -shm and -journal files the permissions of the database (https://sqlite.org/src, findCreateFileMode).
    createPrivateFile(path);
  }
  // It applies to the statements below as well.
  const database = new DatabaseSync(path, { timeout: busyTimeout });
  // For a new file. Ids are hashes, so each event changes pages of its own, and a commit writes all changed pages.
  database.exec('pragma page_size = 2048');
  // Also for a new file, and before WAL mode, which writes the first page.
  database.exec('pragma auto_vacuum = incremental');
  database.exec('pragma journal_mode = wal');
  database.exec('pragma synchronous = full');
  // Otherwise SQLite creates a file for the rollback data of every larger statement.
  database.exec('pragma temp_store = memory');
  database.exec(`pragma wal_autocheckpoint = ${Math.floor(logBytes / pageSize(database))}`);
  database.exec(`pragma journal_size_limit = ${logBytes}`);
  database.exec('pragma foreign_keys = on');
  const restartLog = createLogRestart(database, path, { logBytes, restartWait });
  const cache = new Map<string, SqliteStatement>();
  /** Whether our transaction is open. SQLite may have rolled it back on its own. */
  let begun = false;

  function prepare(sql: string): SqliteStatement {
    const known = cache.get(sql);
    if (known) return known;
    const prepared = toStatement(database.prepare(sql), check);
    if (sql.length > cacheLimits.length) return prepared;
    if (cache.size >= cacheLimits.statements) cache.clear();
    cache.set(sql, prepared);
    return prepared;
  }

  /** After such a rollback, the remaining statements must not run: each would commit on its own. */
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
      if (statement.reader) return { rows: statement.all(parameters) };
      const { changes } = statement.run(parameters);
      if (transaction === 'none') restartLog();
      return { rows: [], changes };
    },
    commit() {
      try {
        check();
        database.exec('commit');
        begun = false;
        restartLog();
      } catch (error) {
        rollback();
        throw error;
      }
    },
    close: () => database.close(),
  };
}

/** Adapts a statement to Kysely's interface. `check` is called before each run. */
function toStatement(statement: StatementSync, check: () => void): SqliteStatement {
  const values = (parameters: readonly unknown[]) => {
    check();
    return parameters as SQLInputValue[];
  };
  return {
    // A pragma without columns also works row by row, such as incremental_vacuum.
    reader: statement.columns().length > 0 || statement.sourceSQL.startsWith('pragma'),
    all: parameters => statement.all(...values(parameters)),
    run: parameters => statement.run(...values(parameters)),
    iterate: parameters => statement.iterate(...values(parameters)),
  };
}

/** Milliseconds between two looks at the log's size, at first and at most. */
const restart = { every: 1000, cap: 60_000 };

/**
 * Returns a function that restarts the log when readers of other processes have prevented that. Without it, readers that
 * overlap all the time would let the log grow forever. One that reads for long still does, until it ends.
 */
function createLogRestart(database: DatabaseSync, path: string, { logBytes, restartWait }: LogLimits): () => void {
  if (path === ':memory:') return () => {};
  let next = 0;
  let pause = restart.every;
  return () => {
    const now = performance.now();
    if (now < next) return;
    next = now + pause;
    if ((statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) < 2 * logBytes) return;
    pause = tryRestart(database, restartWait) ? restart.every : Math.min(2 * pause, restart.cap);
    next = performance.now() + pause;
  };
}

/** False when readers are in the way, or the disk is. The commit before is done either way. */
function tryRestart(database: DatabaseSync, wait: number): boolean {
  try {
    database.exec(`pragma busy_timeout = ${wait}`);
    return database.prepare('pragma wal_checkpoint(restart)').get()?.busy === 0;
  } catch {
    return false;
  } finally {
    database.exec(`pragma busy_timeout = ${busyTimeout}`);
  }
}

function pageSize(database: DatabaseSync): number {
  return Number(database.prepare('pragma page_size').get()?.page_size);
}
