import { sql } from 'kysely';
import { storable } from '../../util/text/storable.ts';
import { bulkRows, columnNames } from '../bulk-values.ts';
import type { Db } from '../tables.ts';

/** An attempt to send a delivery. */
export interface Attempt {
  /** Milliseconds since 1970. */
  at: number;
  /** `posted`, `found`, or the kind of the platform's error. */
  outcome: string;
  error: string | null;
  /** How long the platform took, in milliseconds. */
  took: number;
}

/** The end of an attempt. */
interface EndedAttempt extends Omit<Attempt, 'outcome'> {
  delivery: { id: number };
  /** Null: the platform received no request. */
  outcome: string | null;
}

/** Lists a delivery's attempts, oldest first. */
export async function attemptsOf(db: Db, delivery: number): Promise<Attempt[]> {
  return db
    .selectFrom('attempts')
    .select(['at', 'outcome', 'error', 'took'])
    .where('delivery_id', '=', delivery)
    .orderBy('id')
    .execute();
}

/**
 * Returns when a delivery's series of transient failures began, milliseconds since 1970; null when its last attempt ended
 * otherwise, or there was none.
 */
export async function transientSince(db: Db, delivery: number): Promise<number | null> {
  const { rows } = await sql<{ since: number | null }>`
    select min(at) as since from attempts
    where delivery_id = ${delivery} and id > coalesce(
      (select max(id) from attempts where delivery_id = ${delivery} and outcome <> 'transient'), 0)`.execute(db);
  const since = rows[0]?.since ?? null;
  return since === null ? null : Number(since);
}

const historyColumns = { delivery_id: 'bigint', at: 'bigint', outcome: 'text', error: 'text', took: 'bigint' } as const;

/** Adds an entry for each attempt that sent a request to the platform. */
export async function writeAttempts(tx: Db, ends: readonly EndedAttempt[]): Promise<void> {
  const rows = ends.flatMap(({ delivery, at, outcome, error, took }) =>
    outcome === null
      ? []
      : { delivery_id: delivery.id, at, outcome, error: error && storable(error), took: Math.round(took) },
  );
  for (const values of bulkRows(tx, historyColumns, rows)) {
    await sql`insert into attempts (${columnNames(historyColumns)}) ${values}`.execute(tx);
  }
}
