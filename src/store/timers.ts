/** Timers: work that is due at a time, by the store's clock. Each is unique by kind and key. */
import { sql } from 'kysely';
import type { StoreClock } from './store-clock.ts';
import type { DatabaseKind, Db } from './tables.ts';

/** `due` is in milliseconds since 1970; `payload` is JSON. */
export interface Timer {
  kind: string;
  key: string;
  due: number;
  payload: unknown;
}

/** A due timer that a transaction has taken. */
export interface FiredTimer extends Timer {
  /** The store's time when it was taken, milliseconds. */
  now: number;
}

/** Sets a timer, and replaces one of the same kind and key. Call it in the transaction that makes the work necessary. */
export async function setTimer(db: Db, { kind, key, due, payload }: Timer): Promise<void> {
  const row = { due: Math.round(due), payload: JSON.stringify(payload) };
  await db
    .insertInto('timers')
    .values({ kind, key, ...row })
    .onConflict(conflict => conflict.columns(['kind', 'key']).doUpdateSet(row))
    .execute();
}

/** Sets a timer unless one of the same kind and key waits. */
export async function ensureTimer(db: Db, { kind, key, due, payload }: Timer): Promise<void> {
  await db
    .insertInto('timers')
    .values({ kind, key, due: Math.round(due), payload: JSON.stringify(payload) })
    .onConflict(conflict => conflict.columns(['kind', 'key']).doNothing())
    .execute();
}

/** Deletes a timer; false when none waits. Call it in the transaction that makes the work pointless. */
export async function cancelTimer(db: Db, kind: string, key: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('timers')
    .where('kind', '=', kind)
    .where('key', '=', key)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Finds a timer; null when none waits. */
export async function findTimer(db: Db, kind: string, key: string): Promise<Timer | null> {
  const row = await db
    .selectFrom('timers')
    .selectAll()
    .where('kind', '=', kind)
    .where('key', '=', key)
    .executeTakeFirst();
  return row ? { ...row, payload: JSON.parse(row.payload) } : null;
}

/** The kind as an expression: otherwise SQLite would read all timers of a kind by the unique index, and sort them. */
const kindOf = sql<string>`(kind || '')`;

/** Returns in how many milliseconds the next timer of these kinds is due, zero or less for one that is due; null: none waits. */
export async function untilNextTimer(db: Db, clock: StoreClock, kinds: readonly string[]): Promise<number | null> {
  const row = await db
    .selectFrom('timers')
    .select(['due', clock().as('now')])
    .where(kindOf, 'in', kinds)
    .orderBy('due')
    .limit(1)
    .executeTakeFirst();
  return row ? row.due - row.now : null;
}

/**
 * Takes the timer of these kinds that has been due for longest: deletes its row, and locks it until the transaction ends. A
 * timer that another transaction has taken is skipped. Null: none is due. Reads only due rows.
 */
export async function takeDueTimer(
  tx: Db,
  database: DatabaseKind,
  clock: StoreClock,
  kinds: readonly string[],
): Promise<FiredTimer | null> {
  const now = clock();
  const locked = sql.raw(database === 'postgres' ? 'for update skip locked' : '');
  const { rows } = await sql<{ kind: string; key: string; due: number; payload: string; now: number }>`
    delete from timers where (kind, key) = (
      select kind, key from timers where due <= ${now} and ${kindOf} in (${sql.join(kinds)}) order by due limit 1 ${locked})
    returning kind, key, due, payload, ${now} as now`.execute(tx);
  const row = rows[0];
  return row ? { ...row, payload: JSON.parse(row.payload) } : null;
}

/** Moves a timer that failed to so many milliseconds from now, so that it doesn't keep others from firing. */
export async function postponeTimer(
  db: Db,
  clock: StoreClock,
  { kind, key, due }: Pick<Timer, 'kind' | 'key' | 'due'>,
  delay: number,
): Promise<void> {
  await db
    .updateTable('timers')
    .set({ due: sql<number>`${clock()} + cast(${delay} as bigint)` })
    .where('kind', '=', kind)
    .where('key', '=', key)
    .where('due', '=', due)
    .execute();
}

/** Milliseconds: how long a transaction that fires a timer waits for another's lock, and how long it may stop working. */
const limits = { lock: 500, idle: 5000 };

/**
 * Makes a transaction that fires a timer give way. One that cancels the timer holds locks that this one may need, and waits
 * for the timer. If the process hangs, PostgreSQL ends the transaction, and another replica takes the timer.
 */
export async function giveWay(tx: Db, database: DatabaseKind): Promise<void> {
  if (database !== 'postgres') return;
  await sql`select set_config('lock_timeout', ${`${limits.lock}`}, true),
    set_config('idle_in_transaction_session_timeout', ${`${limits.idle}`}, true)`.execute(tx);
}
