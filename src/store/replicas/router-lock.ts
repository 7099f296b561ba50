import { sql } from 'kysely';
import type { Database } from '../database.ts';
import type { Db } from '../tables.ts';

/** Arbitrary, but the same in all replicas. */
const routerLock = 726_435;

/** Lets one transaction at a time route events, in all processes, so that deliveries get their ids in order. */
export async function lockRouter({ kind }: Database, tx: Db): Promise<void> {
  if (kind === 'postgres') await sql`select pg_advisory_xact_lock(${sql.lit(routerLock)})`.execute(tx);
}
