/** What lanes do with their deliveries: take the next, mark it in flight, write down how it ended. */
import { sql } from 'kysely';
import type { Database } from './database.ts';
import { type Delivery, toDelivery } from './deliveries.ts';
import { clearTrouble, type LaneTrouble, saveTrouble } from './lanes.ts';
import type { Leases } from './leases.ts';
import type { Db } from './tables.ts';

/**
 * In the words of the index on lanes: SQLite takes an index that has a condition for these words alone, and without it
 * reading one lane costs what all lanes have waiting.
 */
const untold = sql<boolean>`state in ('pending', 'sending')`;

/** The channels with something to send. */
export async function busyChannels(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('deliveries').select('channel').distinct().where(untold).execute();
  return rows.map(row => row.channel);
}

/** The first deliveries of a lane that are not told yet, in order. */
export async function waitingInLane(db: Db, channel: string, limit: number): Promise<Delivery[]> {
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('channel', '=', channel)
    .where(untold)
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

/** How an attempt ended: the delivery's new state, a line of its history, and what it means for the lane. */
export interface AttemptEnd {
  delivery: Pick<Delivery, 'id' | 'channel'>;
  /** Milliseconds since 1970. */
  at: number;
  /** `sending`: it failed, and may have been posted all the same. */
  state: 'sent' | 'pending' | 'sending' | 'dead';
  /** What its message tells of beside is to be told by itself again. */
  apart?: boolean;
  outcome: string;
  ref: string | null;
  error: string | null;
  /** Milliseconds the platform took. */
  took: number;
  /** The lane's troubles from now on; null: it is free; not there: as before. */
  trouble?: Omit<LaneTrouble, 'channel'> | null;
}

/**
 * Marks the head in flight and binds to it what its message tells of beside: after a crash it is known that it may
 * have been posted, and what it said.
 */
export interface AttemptStart {
  head: number;
  folded: readonly number[];
  /** Milliseconds since 1970. */
  at: number;
}

/** What one lane writes down at once: how its last attempt ended, and the next that it is about to make. */
export interface Step {
  channel: string;
  end: AttemptEnd | null;
  start: AttemptStart | null;
}

/**
 * Commits the steps of many lanes in one transaction. Of each, whether it was taken: a lane that another replica has
 * taken over meanwhile is none of ours any more, and nothing of it is written.
 */
export async function commitSteps({ db }: Database, leases: Leases, steps: readonly Step[]): Promise<boolean[]> {
  return db.transaction().execute(async tx => {
    const kept = await leases.keep(tx, [...new Set(steps.map(({ channel }) => channel))]);
    const ours = steps.filter(({ channel }) => kept.has(channel));
    await endAttempts(
      tx,
      ours.flatMap(({ end }) => end ?? []),
    );
    await startAttempts(
      tx,
      ours.flatMap(({ start }) => start ?? []),
    );
    return steps.map(({ channel }) => kept.has(channel));
  });
}

async function startAttempts(tx: Db, starts: readonly AttemptStart[]): Promise<void> {
  const [first] = starts;
  if (!first) return;
  await tx
    .updateTable('deliveries')
    .set(eb => ({ state: 'sending', attempts: eb('attempts', '+', 1), updated_at: first.at }))
    .where(
      'id',
      'in',
      starts.map(({ head }) => head),
    )
    .execute();
  for (const { head, folded, at } of starts) {
    if (folded.length === 0) continue;
    await tx
      .updateTable('deliveries')
      .set({ state: 'folded', folded_into: head, updated_at: at })
      .where('id', 'in', folded)
      .execute();
  }
}

async function endAttempts(tx: Db, ends: readonly AttemptEnd[]): Promise<void> {
  if (ends.length === 0) return;
  for (const { delivery, at, state, apart, ref, error, trouble } of ends) {
    await tx
      .updateTable('deliveries')
      .set({ state, ref, error, updated_at: at })
      .where('id', '=', delivery.id)
      .execute();
    if (state === 'dead') await buryFolded(tx, delivery.id, error, at);
    if (apart) await unfold(tx, delivery.id, at);
    if (trouble) await saveTrouble(tx, { channel: delivery.channel, ...trouble });
    else if (trouble === null) await clearTrouble(tx, delivery.channel);
  }
  const rows = ends.map(({ delivery, at, outcome, error, took }) => {
    return { delivery_id: delivery.id, at, outcome, error, took: Math.round(took) };
  });
  await tx.insertInto('attempts').values(rows).execute();
}

/** What was to be told by a message that died is dead with it; it stays bound to it, since the message may stand. */
async function buryFolded(tx: Db, id: number, error: string | null, now: number): Promise<void> {
  await tx
    .updateTable('deliveries')
    .set({ state: 'dead', error, updated_at: now })
    .where('folded_into', '=', id)
    .execute();
}

async function unfold(tx: Db, id: number, now: number): Promise<void> {
  await tx
    .updateTable('deliveries')
    .set({ state: 'pending', folded_into: null, updated_at: now })
    .where('folded_into', '=', id)
    .execute();
}
