import { sql } from 'kysely';
import type { Database } from '../database.ts';
import type { Db } from '../tables.ts';

/** Arbitrary, but the same in all replicas. */
const routerLock = 726_435;

/**
 * Lets one transaction at a time insert or route events, in all processes, so that events and deliveries become visible in
 * the order of their ids.
 */
export async function lockRouter({ kind }: Database, tx: Db): Promise<void> {
  if (kind === 'postgres') await sql`select pg_advisory_xact_lock(${sql.lit(routerLock)})`.execute(tx);
}
