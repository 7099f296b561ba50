/** Whether a server runs on a store: what the command line puts there is posted only then. */
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import type { Database } from '../database.ts';
import { isBusy } from '../database-errors.ts';

/** Looks at the lock that lockSqlite() takes, or at the replicas' heartbeats. */
export async function isServed({ kind, db }: Database, url: string): Promise<boolean> {
  if (kind === 'sqlite') return isLocked(url);
  const now = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`;
  return (
    (await db.selectFrom('replicas').select('id').where('until', '>', now).limit(1).executeTakeFirst()) !== undefined
  );
}

/** The same for the URL of an SQLite store, without opening it. */
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
