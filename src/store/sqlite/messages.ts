/** What is asked of SQLite's thread, and what it answers: in the order of the questions, one answer each. */
import type { SQLInputValue } from 'node:sqlite';

export type Question =
  | { ask: 'open'; path: string }
  /**
   * `begin`: a transaction begins first; `inside`: of one that has begun. Where there is none, because it could not begin or
   * SQLite has rolled it back, the statement is not run.
   */
  | { ask: 'run'; sql: string; parameters: SQLInputValue[]; transaction: 'none' | 'begin' | 'inside' }
  /** A commit that fails is rolled back: either way the transaction is over, so that the next can begin. */
  | { ask: 'commit' }
  /** Also when SQLite has rolled back by itself. */
  | { ask: 'rollback' }
  | { ask: 'close' };

export interface Result {
  rows: unknown[];
  /** How many rows a statement that gives none has written. */
  changes?: number | bigint;
}

/** What node:sqlite says of an error, which would not cross between threads by itself. */
export interface Failure {
  message: string;
  code?: string | undefined;
  /** https://sqlite.org/rescode.html */
  errcode?: number | undefined;
}

export type Answer = { result: Result } | { failure: Failure };
