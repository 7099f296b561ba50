/** The clock that all processes on one store share. */
import { type RawBuilder, sql } from 'kysely';
import type { DatabaseKind } from './tables.ts';

/** Returns the time as SQL: milliseconds since 1970. */
export type StoreClock = () => RawBuilder<number>;

/** PostgreSQL's time while a statement runs, not when its transaction began. */
export const postgresNow = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

/**
 * Opens the store's clock: PostgreSQL's, or with SQLite this machine's. `offset` is added to it, in milliseconds; only tests
 * set one.
 */
export function openStoreClock(kind: DatabaseKind, offset: () => number = () => 0): StoreClock {
  return () =>
    kind === 'postgres'
      ? sql<number>`(${postgresNow} + cast(${offset()} as bigint))`
      : sql<number>`cast(${Date.now() + offset()} as integer)`;
}

/** Reads the clock, milliseconds since 1970. */
export async function readClock(db: Parameters<RawBuilder<unknown>['execute']>[0], clock: StoreClock): Promise<number> {
  const { rows } = await sql<{ now: number }>`select ${clock()} as now`.execute(db);
  return rows[0]?.now ?? 0;
}
