/** With SQLite one process serves a store: two would both send what it owes. */
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { createPrivateFile } from '../../util/private-files.ts';
import { isBusy } from '../database-errors.ts';
import { describeStoreError } from '../describe-database-error.ts';

/** Milliseconds that another process is given to end, and between two looks. */
const patience = { most: 10_000, pause: 50 };

/**
 * Holds the store that `url` names until the returned function is called or the process ends, however it ends: the
 * lock is the operating system's, on a file beside the database. Throws a sentence when another process keeps it.
 */
export async function lockSqlite(url: string, wait = patience): Promise<() => void> {
  const path = url.slice('sqlite:'.length);
  if (path === ':memory:') return () => {};
  createPrivateFile(`${path}-serving`);
  const lock = new DatabaseSync(`${path}-serving`);
  const end = Date.now() + wait.most;
  for (;;) {
    try {
      lock.exec('begin exclusive');
      return () => lock.close();
    } catch (error) {
      if (!isBusy(error) || Date.now() >= end) {
        lock.close();
        throw isBusy(error)
          ? new Error(`Another Callboard is running on ${path}. Stop it, or use PostgreSQL to run several.`)
          : new Error(`Couldn't open ${path}-serving. ${describeStoreError(error)}`, { cause: error });
      }
      await delay(wait.pause);
    }
  }
}
