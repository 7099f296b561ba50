/** What is asked of SQLite's thread, and what it answers: in the order of the questions, one answer each. */
import type { SQLInputValue } from 'node:sqlite';

export type WorkerRequest =
  | { ask: 'open'; path: string }
  | ({ ask: 'run' } & Statement)
  /** A commit that fails is rolled back: either way the transaction is over, so that the next can begin. */
  | { ask: 'commit' }
  /** Also when SQLite has rolled back by itself. */
  | { ask: 'rollback' }
  /** Calls a function of what the module's `create(database)` makes in the thread, once. */
  | { ask: 'call'; module: string; name: string; given: unknown[] }
  | { ask: 'close' };

export interface Statement {
  sql: string;
  parameters: readonly SQLInputValue[];
  /**
   * `begin`: a transaction begins first; `inside`: of one that has begun. Where there is none, because it could not begin or
   * SQLite has rolled it back, the statement is not run.
   */
  transaction: 'none' | 'begin' | 'inside';
}

export interface Rows {
  rows: unknown[];
  /** How many rows a statement that gives none has written. */
  changes?: number | bigint;
}

/** An error with what node:sqlite says of it, which would not cross between threads by itself. */
export interface Failure {
  message: string;
  stack?: string | undefined;
  code?: string | undefined;
  /** https://sqlite.org/rescode.html */
  errcode?: number | undefined;
}

/** To `run` its Rows, to `call` what the function gave, to all else nothing. */
export type WorkerResponse = { result: unknown } | { failure: Failure };
