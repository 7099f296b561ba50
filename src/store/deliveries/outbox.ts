/** The lanes' queue: read the next deliveries, mark one in flight, record how its attempt ended. */
import { sql } from 'kysely';
import { storable } from '../../util/text/storable.ts';
import { bulkRows } from '../bulk-values.ts';
import type { Database } from '../database.ts';
import type { Leases } from '../replicas/leases.ts';
import type { Db } from '../tables.ts';
import { writeAttempts } from './attempts.ts';
import { type CardChange, changeCard } from './cards.ts';
import { type Delivery, toDelivery } from './deliveries.ts';
import { convertedKey, type SettledEdit, settleEdits } from './edits.ts';
import { clearHold, type Hold, saveHold } from './holds.ts';

/**
 * The condition of the index `deliveries_lane`, word for word: SQLite uses a partial index only then. Without the index,
 * reading one lane would scan what waits in all lanes.
 */
const undelivered = sql<boolean>`state in ('queued', 'sending')`;
// Edits are in no lane; see edits.ts.
const inLane = sql<boolean>`${undelivered} and kind <> 'edit'`;

/** Returns those of these channels where a delivery waits or is in flight, and those that are on hold or retrying. */
export async function occupiedChannels(db: Db, channels: readonly string[]): Promise<ReadonlySet<string>> {
  const occupied = new Set<string>();
  const rows = channels.map(channel => ({ channel }));
  for (const values of bulkRows(db, { channel: 'text' }, rows)) {
    const { rows: found } = await sql<{ channel: string }>`
      select channel from (${values}) as wanted
      where exists (select 1 from deliveries where deliveries.channel = wanted.channel and ${inLane})
        or exists (select 1 from holds where holds.channel = wanted.channel)`.execute(db);
    for (const { channel } of found) occupied.add(channel);
  }
  return occupied;
}

/** Lists the channels with deliveries to send. */
export async function busyChannels(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('deliveries').select('channel').distinct().where(inLane).execute();
  return rows.map(row => row.channel);
}

/** Reads the first deliveries of a lane that are still to be sent, in order; with `now` only those that may be sent then. */
export async function waitingInLane(db: Db, channel: string, limit: number, now?: number): Promise<Delivery[]> {
  let query = db.selectFrom('deliveries').selectAll().where('channel', '=', channel).where(inLane);
  if (now !== undefined) query = query.where(eb => eb.or([eb('not_before', 'is', null), eb('not_before', '<=', now)]));
  return (await query.orderBy('id').limit(limit).execute()).map(toDelivery);
}

/** When the first delivery of a lane that has to wait may be sent, milliseconds; null: none has to wait. */
export async function nextDue(db: Db, channel: string): Promise<number | null> {
  const row = await db
    .selectFrom('deliveries')
    .select(eb => eb.fn.min('not_before').as('due'))
    .where('channel', '=', channel)
    .where(inLane)
    .executeTakeFirst();
  return row?.due ? Number(row.due) : null;
}

/** Lists the other deliveries that are batched into a delivery's message, in order. */
export async function listBatchMembers(db: Db, id: number): Promise<Delivery[]> {
  const rows = await db.selectFrom('deliveries').selectAll().where('batched_into', '=', id).orderBy('id').execute();
  return rows.map(toDelivery);
}

/** How an attempt ended: the delivery's new state, an entry of its history, and the lane's hold. */
export interface AttemptEnd {
  /** `attempts` includes this attempt, if it was started. If the row's count differs, a newer attempt has started. */
  delivery: Pick<Delivery, 'id' | 'channel' | 'attempts'>;
  /** Milliseconds since 1970. */
  at: number;
  /** `sending`: it failed, and may have been posted anyway. `superseded`: an edit that is no longer needed. */
  state: 'posted' | 'queued' | 'sending' | 'superseded' | 'failed';
  /** The kind that an edit becomes: a message of its own, or a reply; undefined: it stays an edit. */
  kind?: 'post' | 'reply';
  /** When it may be sent again, milliseconds since 1970; undefined: as before. */
  notBefore?: number;
  /** The change of its card. */
  card?: CardChange | undefined;
  /** Takes the other deliveries out of its batch: each is sent on its own again. */
  unbatch?: boolean;
  /** The mentions to leave out from now on; undefined: as before. */
  droppedMentions?: readonly string[];
  /** Null: the platform received no request, so this doesn't count as an attempt. */
  outcome: string | null;
  ref: string | null;
  error: string | null;
  /** Milliseconds the platform took. */
  took: number;
  /** The lane's hold from now on; null: none; undefined: as before. */
  hold?: Omit<Hold, 'channel'> | null;
}

/** Whether the delivery is done. */
export const isFinal = ({ state }: AttemptEnd): boolean => state !== 'queued' && state !== 'sending';

/**
 * Marks the head in flight and binds the rest of the batch to it. After a crash these rows tell that the message may have
 * been posted, and with which deliveries.
 */
interface AttemptStart {
  head: number;
  batched: readonly number[];
  /** Milliseconds since 1970. */
  at: number;
  /** For an edit, its card: from now on its content isn't known. */
  card?: string;
}

/** The write of one lane: the end of its last attempt and the start of its next. */
export interface AttemptRecord {
  /** The name of the lane's lease. */
  channel: string;
  end: AttemptEnd | null;
  start: AttemptStart | null;
  /** Edits that need no request. */
  settled?: readonly SettledEdit[];
}

/**
 * Commits the records of many lanes in one transaction. Returns for each whether it was written: nothing is when another
 * replica has taken over the lane.
 */
export async function recordAttempts(
  { db }: Database,
  leases: Leases,
  records: readonly AttemptRecord[],
): Promise<boolean[]> {
  return db.transaction().execute(async tx => {
    const held = await leases.lock(tx, [...new Set(records.map(({ channel }) => channel))]);
    const ours = records.filter(({ channel }) => held.has(channel));
    await endAttempts(
      tx,
      ours.flatMap(({ end }) => end ?? []),
    );
    await startAttempts(
      tx,
      ours.flatMap(({ start }) => start ?? []),
    );
    for (const { settled } of ours) if (settled) await settleEdits(tx, settled, Date.now());
    return records.map(({ channel }) => held.has(channel));
  });
}

const startColumns = { head: 'bigint', at: 'bigint' } as const;
const batchColumns = { id: 'bigint', head: 'bigint', at: 'bigint' } as const;

async function startAttempts(tx: Db, starts: readonly AttemptStart[]): Promise<void> {
  const heads = starts.map(({ head, at }) => ({ head, at }));
  for (const values of bulkRows(tx, startColumns, heads)) {
    await sql`
      with started as (${values})
      update deliveries set state = 'sending', attempts = deliveries.attempts + 1, updated_at = started.at
      from started where deliveries.id = started.head`.execute(tx);
  }
  for (const { card, at } of starts) if (card !== undefined) await changeCard(tx, { id: card, shown: null }, at);
  const batched = starts.flatMap(start => start.batched.map(id => ({ id, head: start.head, at: start.at })));
  for (const values of bulkRows(tx, batchColumns, batched)) {
    await sql`
      with batched as (${values})
      update deliveries set state = 'batched', batched_into = batched.head, updated_at = batched.at
      from batched where deliveries.id = batched.id`.execute(tx);
  }
}

async function endAttempts(tx: Db, ends: readonly AttemptEnd[]): Promise<void> {
  const written = await writeEnds(tx, ends);
  const ours = ends.filter(({ delivery }) => written.has(delivery.id));
  for (const { delivery, at, state, unbatch, error, hold, card } of ours) {
    if (card) await changeCard(tx, card, at);
    if (state === 'failed') await failBatched(tx, delivery.id, error, at);
    if (unbatch) await unbatchAll(tx, delivery.id, at);
    if (hold) await saveHold(tx, { channel: delivery.channel, ...hold });
    else if (hold === null) await clearHold(tx, delivery.channel);
  }
  await writeAttempts(tx, ours);
}

const endColumns = {
  id: 'bigint',
  attempts: 'bigint',
  undone: 'bigint',
  state: 'text',
  dropped: 'text',
  ref: 'text',
  error: 'text',
  at: 'bigint',
  kind: 'text',
  not_before: 'bigint',
} as const;

/**
 * Returns the ids of the deliveries that were updated. One is left out when another replica had the lane in the meantime,
 * or when an earlier commit, whose reply was lost, has recorded this end.
 */
async function writeEnds(tx: Db, ends: readonly AttemptEnd[]): Promise<ReadonlySet<number>> {
  const rows = ends.map(
    ({ delivery: { id, attempts }, at, state, kind, notBefore, droppedMentions, outcome, ...end }) => {
      const undone = outcome === null ? 1 : 0;
      const dropped = droppedMentions ? JSON.stringify(droppedMentions) : null;
      const [ref, error] = [end.ref && storable(end.ref), end.error && storable(end.error)];
      return {
        id,
        attempts,
        undone,
        state,
        dropped,
        ref,
        error,
        at,
        kind: kind ?? null,
        not_before: notBefore ?? null,
      };
    },
  );
  const written = new Set<number>();
  for (const values of bulkRows(tx, endColumns, rows)) {
    const { rows: updated } = await sql<{ id: number }>`
      with ended as (${values})
      update deliveries set state = ended.state, ref = ended.ref, error = ended.error, updated_at = ended.at,
        attempts = deliveries.attempts - ended.undone, kind = coalesce(ended.kind, deliveries.kind),
        key = case when ended.kind is null then deliveries.key else ${convertedKey} end,
        not_before = coalesce(ended.not_before, deliveries.not_before),
        dropped_mentions = coalesce(ended.dropped, deliveries.dropped_mentions)
      from ended
      where deliveries.id = ended.id and deliveries.attempts = ended.attempts and deliveries.state in ('queued', 'sending')
      returning deliveries.id`.execute(tx);
    for (const { id } of updated) written.add(id);
  }
  return written;
}

/** Fails the rest of a failed message's batch. They stay in the batch, since the message may have been posted. */
async function failBatched(tx: Db, id: number, error: string | null, now: number): Promise<void> {
  await tx
    .updateTable('deliveries')
    .set({ state: 'failed', error: error && storable(error), updated_at: now })
    .where('batched_into', '=', id)
    .execute();
}

async function unbatchAll(tx: Db, id: number, now: number): Promise<void> {
  await tx
    .updateTable('deliveries')
    .set({ state: 'queued', batched_into: null, updated_at: now })
    .where('batched_into', '=', id)
    .execute();
}
