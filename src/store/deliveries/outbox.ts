/** What lanes do with their deliveries: take the next, mark it in flight, write down how it ended. */
import { sql } from 'kysely';
import { bulkRows, columnNames } from '../bulk-values.ts';
import type { Database } from '../database.ts';
import type { Leases } from '../replicas/leases.ts';
import { storable } from '../storable-text.ts';
import type { Db } from '../tables.ts';
import { type Delivery, toDelivery } from './deliveries.ts';
import { clearHold, type Hold, saveHold } from './holds.ts';

/**
 * In the words of the index on lanes: SQLite takes an index that has a condition for these words alone, and without it
 * reading one lane costs what all lanes have waiting.
 */
const undelivered = sql<boolean>`state in ('pending', 'sending')`;

/** The channels with something to send. */
export async function busyChannels(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('deliveries').select('channel').distinct().where(undelivered).execute();
  return rows.map(row => row.channel);
}

/** The first deliveries of a lane that are not told yet, in order. */
export async function waitingInLane(db: Db, channel: string, limit: number): Promise<Delivery[]> {
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('channel', '=', channel)
    .where(undelivered)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(toDelivery);
}

/** The deliveries that a delivery's message tells of beside its own, in order. */
export async function listBatchMembers(db: Db, id: number): Promise<Delivery[]> {
  const rows = await db.selectFrom('deliveries').selectAll().where('folded_into', '=', id).orderBy('id').execute();
  return rows.map(toDelivery);
}

/** How an attempt ended: the delivery's new state, a line of its history, and what it means for the lane. */
export interface AttemptEnd {
  /** `attempts` counts this one, if it was begun: what was begun since is not ended by it. */
  delivery: Pick<Delivery, 'id' | 'channel' | 'attempts'>;
  /** Milliseconds since 1970. */
  at: number;
  /** `sending`: it failed, and may have been posted all the same. */
  state: 'sent' | 'pending' | 'sending' | 'dead';
  /** What its message tells of beside is to be told by itself again. */
  apart?: boolean;
  /** The mentions to leave out from now on; not there: as before. */
  droppedMentions?: readonly string[];
  /** Null: nothing was asked of the platform, and it counts as no attempt. */
  outcome: string | null;
  ref: string | null;
  error: string | null;
  /** Milliseconds the platform took. */
  took: number;
  /** The lane's troubles from now on; null: it is free; not there: as before. */
  trouble?: Omit<Hold, 'channel'> | null;
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
export interface AttemptRecord {
  channel: string;
  end: AttemptEnd | null;
  start: AttemptStart | null;
}

/**
 * Commits the steps of many lanes in one transaction. Of each, whether it was taken: a lane that another replica has
 * taken over meanwhile is none of ours any more, and nothing of it is written.
 */
export async function recordAttempts(
  { db }: Database,
  leases: Leases,
  steps: readonly AttemptRecord[],
): Promise<boolean[]> {
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

const starting = { head: 'bigint', at: 'bigint' } as const;
const folding = { id: 'bigint', head: 'bigint', at: 'bigint' } as const;

async function startAttempts(tx: Db, starts: readonly AttemptStart[]): Promise<void> {
  const heads = starts.map(({ head, at }) => ({ head, at }));
  for (const some of bulkRows(tx, starting, heads)) {
    await sql`
      with started as (${some})
      update deliveries set state = 'sending', attempts = deliveries.attempts + 1, updated_at = started.at
      from started where deliveries.id = started.head`.execute(tx);
  }
  const folds = starts.flatMap(({ head, folded, at }) => folded.map(id => ({ id, head, at })));
  for (const some of bulkRows(tx, folding, folds)) {
    await sql`
      with folds as (${some})
      update deliveries set state = 'folded', folded_into = folds.head, updated_at = folds.at
      from folds where deliveries.id = folds.id`.execute(tx);
  }
}

async function endAttempts(tx: Db, ends: readonly AttemptEnd[]): Promise<void> {
  const written = await writeEnds(tx, ends);
  const ours = ends.filter(({ delivery }) => written.has(delivery.id));
  for (const { delivery, at, state, apart, error, trouble } of ours) {
    if (state === 'dead') await buryFolded(tx, delivery.id, error, at);
    if (apart) await unfold(tx, delivery.id, at);
    if (trouble) await saveHold(tx, { channel: delivery.channel, ...trouble });
    else if (trouble === null) await clearHold(tx, delivery.channel);
  }
  await writeHistory(tx, ours);
}

const ending = {
  id: 'bigint',
  attempts: 'bigint',
  undone: 'bigint',
  state: 'text',
  dropped: 'text',
  ref: 'text',
  error: 'text',
  at: 'bigint',
} as const;

/**
 * Those that were written. One that is not: another replica has had the lane meanwhile, or it was written already by a
 * commit whose answer was lost.
 */
async function writeEnds(tx: Db, ends: readonly AttemptEnd[]): Promise<ReadonlySet<number>> {
  const rows = ends.map(({ delivery: { id, attempts }, at, state, droppedMentions, ref, error, outcome }) => {
    const undone = outcome === null ? 1 : 0;
    const dropped = droppedMentions ? JSON.stringify(droppedMentions) : null;
    return { id, attempts, undone, state, dropped, ref: ref && storable(ref), error: error && storable(error), at };
  });
  const written = new Set<number>();
  for (const some of bulkRows(tx, ending, rows)) {
    const { rows: updated } = await sql<{ id: number }>`
      with ended as (${some})
      update deliveries set state = ended.state, ref = ended.ref, error = ended.error, updated_at = ended.at,
        attempts = deliveries.attempts - ended.undone,
        dropped_mentions = coalesce(ended.dropped, deliveries.dropped_mentions)
      from ended
      where deliveries.id = ended.id and deliveries.attempts = ended.attempts and deliveries.state in ('pending', 'sending')
      returning deliveries.id`.execute(tx);
    for (const { id } of updated) written.add(id);
  }
  return written;
}

const history = { delivery_id: 'bigint', at: 'bigint', outcome: 'text', error: 'text', took: 'bigint' } as const;

/** A line for each attempt that asked something of the platform. */
async function writeHistory(tx: Db, ends: readonly AttemptEnd[]): Promise<void> {
  const rows = ends.flatMap(({ delivery, at, outcome, error, took }) =>
    outcome === null
      ? []
      : { delivery_id: delivery.id, at, outcome, error: error && storable(error), took: Math.round(took) },
  );
  for (const some of bulkRows(tx, history, rows)) {
    await sql`insert into attempts (${columnNames(history)}) ${some}`.execute(tx);
  }
}

/** What was to be told by a message that died is dead with it; it stays bound to it, since the message may stand. */
async function buryFolded(tx: Db, id: number, error: string | null, now: number): Promise<void> {
  await tx
    .updateTable('deliveries')
    .set({ state: 'dead', error: error && storable(error), updated_at: now })
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
