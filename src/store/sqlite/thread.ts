/**
 * SQLite in a thread of its own: it works and waits for the disk there, while webhooks and chat go on being answered.
 * This file is what the thread runs.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parentPort } from 'node:worker_threads';
import type { Answer, Failure, Question, Result } from './messages.ts';

/** Statements kept prepared, and the longest: a batch has a text for each of its sizes, and a long text takes much memory. */
const bounds = { count: 500, length: 20_000 };

interface Prepared {
  statement: StatementSync;
  givesRows: boolean;
}

let database: DatabaseSync;
const kept = new Map<string, Prepared>();

/**
 * Opens (and creates) the file, durable: a commit is on the disk before it returns.
 * WAL lets the command line read and write beside a running server.
 */
function open(path: string): void {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  // Another process that holds the lock is waited for, milliseconds; first of all, since opening can meet one too.
  database = new DatabaseSync(path, { timeout: 5000 });
  database.exec('pragma journal_mode = wal');
  database.exec('pragma synchronous = full');
  // Pages between two times that the log is written back, 16 MB: what is written often is so written back once.
  database.exec('pragma wal_autocheckpoint = 4000');
  database.exec('pragma foreign_keys = on');
}

function prepare(sql: string): Prepared {
  const known = kept.get(sql);
  if (known) return known;
  const statement = database.prepare(sql);
  const prepared = { statement, givesRows: statement.columns().length > 0 };
  if (sql.length > bounds.length) return prepared;
  if (kept.size >= bounds.count) kept.clear();
  kept.set(sql, prepared);
  return prepared;
}

function run({ sql, parameters, transaction }: Question & { ask: 'run' }): Result {
  // A transaction that reads first and then writes could find that another process wrote in between
  // (SQLITE_BUSY_SNAPSHOT, which no timeout waits for); taking the write lock at once cannot.
  if (transaction === 'begin') database.exec('begin immediate');
  if (transaction === 'inside' && !database.isTransaction) throw new Error('The transaction is over.');
  const { statement, givesRows } = prepare(sql);
  return givesRows
    ? { rows: statement.all(...parameters) }
    : { rows: [], changes: statement.run(...parameters).changes };
}

function commit(): void {
  try {
    database.exec('commit');
  } catch (error) {
    rollback();
    throw error;
  }
}

function rollback(): void {
  if (database.isTransaction) database.exec('rollback');
}

function answer(question: Question): Result {
  switch (question.ask) {
    case 'run':
      return run(question);
    case 'open':
      open(question.path);
      break;
    case 'commit':
      commit();
      break;
    case 'rollback':
      rollback();
      break;
    case 'close':
      database.close();
      break;
  }
  return { rows: [] };
}

function tryToAnswer(question: Question): Answer {
  try {
    return { result: answer(question) };
  } catch (error) {
    const { message, code, errcode } = error as Failure;
    return { failure: { message, code, errcode } };
  }
}

parentPort?.on('message', (question: Question) => parentPort?.postMessage(tryToAnswer(question)));
