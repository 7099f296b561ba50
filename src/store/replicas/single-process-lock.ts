/** Lets only one process serve an SQLite store: two would both send its deliveries. */
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { createPrivateFile } from '../../util/private-files.ts';
import { isBusy } from '../classify-database-error.ts';
import { describeStoreError } from '../describe-database-error.ts';

/** Milliseconds: how long to wait for another process to end, and between two tries. */
const defaultWait = { most: 10_000, pause: 50 };

/**
 * Locks the store at `url` until the returned function is called or the process ends. The lock is the operating system's,
 * on a file next to the database, so a crash releases it. Throws an error for people when another process holds it.
 */
export async function lockSqlite(url: string, wait = defaultWait): Promise<() => void> {
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
