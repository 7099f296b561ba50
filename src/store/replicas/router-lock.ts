import { sql } from 'kysely';
import type { Database } from '../database.ts';
import type { Db } from '../tables.ts';

/** Any number, the same in all replicas. */
const routerLock = 726_435;

/** In this transaction nobody else routes: deliveries get their order from one router at a time. */
export async function lockRouter({ kind }: Database, tx: Db): Promise<void> {
  if (kind === 'postgres') await sql`select pg_advisory_xact_lock(${sql.lit(routerLock)})`.execute(tx);
}
