/** Tells whether a server runs on a store: events added by the CLI are posted only then. */
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { isBusy } from '../classify-database-error.ts';
import type { Database } from '../database.ts';
import { postgresNow } from '../store-clock.ts';

/** Whether a server runs on this store, by lockSqlite()'s lock or by the replicas' heartbeats. */
export async function isServed({ kind, db }: Database, url: string): Promise<boolean> {
  if (kind === 'sqlite') return isLocked(url);
  return (
    (await db.selectFrom('replicas').select('id').where('until', '>', postgresNow).limit(1).executeTakeFirst()) !==
    undefined
  );
}

/** Whether a server runs on an SQLite store. Takes its URL and doesn't open the store. */
export function isLocked(url: string): boolean {
  const path = `${url.slice('sqlite:'.length)}-serving`;
  if (!existsSync(path)) return false;
  const lock = new DatabaseSync(path);
  try {
    lock.exec('begin exclusive');
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    throw error;
  } finally {
    lock.close();
  }
}
