/** What lanes do with their deliveries: take the next, mark it in flight, write down how it ended. */
import type { Database } from './database.ts';
import { type Delivery, toDelivery } from './deliveries.ts';
import { clearTrouble, type LaneTrouble, saveTrouble } from './lanes.ts';
import type { Db } from './tables.ts';

/** The channels with something to send. */
export async function busyChannels(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select('channel')
    .distinct()
    .where('state', 'in', ['pending', 'sending'])
    .execute();
  return rows.map(row => row.channel);
}

/** The first deliveries of a lane that are not told yet, in order. */
export async function waitingInLane(db: Db, channel: string, limit: number): Promise<Delivery[]> {
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('channel', '=', channel)
    .where('state', 'in', ['pending', 'sending'])
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(toDelivery);
}

/** The deliveries that a delivery's message tells of beside its own, in order. */
export async function foldedInto(db: Db, id: number): Promise<Delivery[]> {
  const rows = await db.selectFrom('deliveries').selectAll().where('folded_into', '=', id).orderBy('id').execute();
  return rows.map(toDelivery);
}

/**
 * Marks the head in flight and binds to it what its message tells of beside: after a crash it is known that it may
 * have been posted, and what it said.
 */
export async function startAttempt(
  { db }: Database,
  head: number,
  folded: readonly number[],
  now: number,
): Promise<void> {
  await db.transaction().execute(async tx => {
    await tx
      .updateTable('deliveries')
      .set(eb => ({ state: 'sending', attempts: eb('attempts', '+', 1), updated_at: now }))
      .where('id', '=', head)
      .execute();
    if (folded.length === 0) return;
    await tx
      .updateTable('deliveries')
      .set({ state: 'folded', folded_into: head, updated_at: now })
      .where('id', 'in', folded)
      .execute();
  });
}

/** How an attempt ended: the delivery's new state, a line of its history, and what it means for the lane. */
export interface AttemptEnd {
  /** `sending`: it failed, and may have been posted all the same. */
  state: 'sent' | 'pending' | 'sending' | 'dead';
  outcome: string;
  ref: string | null;
  error: string | null;
  /** Milliseconds the platform took. */
  took: number;
  /** Null: the lane is free. */
  trouble: Omit<LaneTrouble, 'channel'> | null;
}

export async function endAttempt({ db }: Database, delivery: Delivery, end: AttemptEnd, now: number): Promise<void> {
  const { state, ref, error, outcome, took } = end;
  await db.transaction().execute(async tx => {
    await tx
      .updateTable('deliveries')
      .set({ state, ref, error, updated_at: now })
      .where('id', '=', delivery.id)
      .execute();
    if (state === 'dead') await buryFolded(tx, delivery.id, error, now);
    await tx
      .insertInto('attempts')
      .values({ delivery_id: delivery.id, at: now, outcome, error, took: Math.round(took) })
      .execute();
    if (end.trouble) await saveTrouble(tx, { channel: delivery.channel, ...end.trouble });
    else await clearTrouble(tx, delivery.channel);
  });
}

/** What was to be told by a message that died is dead with it, each to be replayed on its own. */
async function buryFolded(tx: Db, id: number, error: string | null, now: number): Promise<void> {
  await tx
    .updateTable('deliveries')
    .set({ state: 'dead', folded_into: null, error, updated_at: now })
    .where('folded_into', '=', id)
    .execute();
}
