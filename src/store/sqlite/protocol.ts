/** The messages between a process and SQLite's thread: one response per request, in order. */
import type { SQLInputValue } from 'node:sqlite';

/** The data that a thread is started with. */
export interface ThreadOptions {
  /** Whether it loads its functions at once. Otherwise the first call loads them: most processes call none. */
  preload: boolean;
}

export type WorkerRequest =
  | { type: 'open'; path: string }
  | ({ type: 'run' } & Statement)
  /** A commit that fails is rolled back: the transaction is over either way, and the next can begin. */
  | { type: 'commit' }
  /** Also when SQLite has rolled back on its own. */
  | { type: 'rollback' }
  /** Calls one of the functions that the thread's entry file lists. */
  | { type: 'call'; name: string; parameters: unknown[] }
  | { type: 'close' };

export interface Statement {
  sql: string;
  parameters: readonly SQLInputValue[];
  /**
   * `begin`: begins a transaction first. `inside`: part of an open transaction. The statement fails when there is none,
   * because it couldn't begin or SQLite has rolled it back.
   */
  transaction: 'none' | 'begin' | 'inside';
}

export interface Rows {
  rows: unknown[];
  /** The number of rows written, for a statement that returns none. */
  changes?: number | bigint;
}

/** An error with node:sqlite's codes: a cloned Error would lose them between threads. */
export interface Failure {
  message: string;
  stack?: string | undefined;
  code?: string | undefined;
  /** https://sqlite.org/rescode.html */
  errcode?: number | undefined;
}

/** `result` is Rows for `run`, the function's result for `call`, else undefined. */
export type WorkerResponse = { result: unknown } | { failure: Failure };
