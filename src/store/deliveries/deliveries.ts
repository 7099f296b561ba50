import { sql } from 'kysely';
import type { Rule } from '../../rules/rule.ts';
import { bulkRows } from '../bulk-values.ts';
import { raiseRevision } from '../cache-version.ts';
import type { Db, DeliveryRow } from '../tables.ts';
import type { DeliveryKind, DeliveryState } from './stored-states.ts';

/** One thing to send to one channel, or not to send; unique by channel, kind and key. */
export interface Delivery {
  id: number;
  kind: DeliveryKind;
  /** The event's id for a `post`. */
  key: string;
  /** Null, like `eventId`, for a delivery without an event. */
  eventSeq: number | null;
  eventId: string | null;
  channel: string;
  /** A copy of the rule that matched. */
  rule: Rule;
  state: DeliveryState;
  attempts: number;
  /** Random, 16 characters. The platform's lookup finds the message by it. */
  nonce: string;
  /** The delivery whose message includes this one. */
  batchedInto: number | null;
  /** The card that it posts, edits or replies to; null: none. */
  cardId: string | null;
  /** When it may be sent, milliseconds since 1970; null: at once. */
  notBefore: number | null;
  /** Mentions that the platform rejected; the message leaves them out. */
  droppedMentions: readonly string[];
  error: string | null;
  ref: string | null;
  createdAt: number;
  updatedAt: number;
}

export function toDelivery(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    kind: row.kind,
    key: row.key,
    eventSeq: row.event_seq,
    eventId: row.event_id,
    channel: row.channel,
    rule: JSON.parse(row.rule),
    state: row.state,
    attempts: row.attempts,
    nonce: row.nonce,
    batchedInto: row.batched_into,
    cardId: row.card_id,
    notBefore: row.not_before,
    droppedMentions: row.dropped_mentions === null ? [] : JSON.parse(row.dropped_mentions),
    error: row.error,
    ref: row.ref,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export interface DeliveryFilter {
  channel?: string;
  state?: DeliveryState;
  event?: string;
  since?: number;
  limit?: number;
}

const seqOf = (db: Db, event: string) => db.selectFrom('events').select('seq').where('id', '=', event);

/** Lists deliveries, newest first. */
export async function listDeliveries(db: Db, filter: DeliveryFilter = {}): Promise<Delivery[]> {
  let query = db
    .selectFrom('deliveries')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(filter.limit ?? 50);
  if (filter.channel) query = query.where('channel', '=', filter.channel);
  // A literal: the database uses a partial index only for a condition with the index's own text.
  if (filter.state) query = query.where('state', '=', sql.lit(filter.state));
  if (filter.event) query = query.where('event_seq', 'in', seqOf(db, filter.event));
  if (filter.since) query = query.where('created_at', '>=', filter.since);
  return (await query.execute()).map(toDelivery);
}

/** Finds a delivery by id; null when it doesn't exist. */
export async function findDelivery(db: Db, id: number): Promise<Delivery | null> {
  const row = await db.selectFrom('deliveries').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? toDelivery(row) : null;
}

/** Counts the deliveries in each stored state. */
export async function countDeliveries(db: Db): Promise<Record<DeliveryState, number>> {
  const rows = await db
    .selectFrom('deliveries')
    .select(eb => ['state', eb.fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute();
  const counts: Record<DeliveryState, number> = {
    queued: 0,
    sending: 0,
    posted: 0,
    batched: 0,
    superseded: 0,
    failed: 0,
    ignored: 0,
    muted: 0,
  };
  for (const row of rows) counts[row.state] = Number(row.count);
  return counts;
}

/** Counts failed messages that can be retried, by channel. */
export async function countFailed(db: Db): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('deliveries')
    .select(eb => ['channel', eb.fn.countAll<number>().as('count')])
    .where('state', '=', 'failed')
    .groupBy('channel')
    .execute();
  return new Map(rows.map(({ channel, count }) => [channel, Number(count)]));
}

/** Selects failed deliveries that match every given field. */
export interface FailedFilter {
  id?: number;
  event?: string;
  channel?: string;
  /** Created at or after, milliseconds. */
  since?: number;
}

/**
 * Puts failed deliveries back into their places in their lanes, and returns their ids. Each may have been posted before it
 * failed, so its state becomes `sending`, and the lane looks it up first. A batch is retried as a whole, even when the filter
 * matches only one of its deliveries. Call it in a transaction.
 */
export async function retryFailed(db: Db, filter: FailedFilter, now: number): Promise<number[]> {
  let query = db
    .selectFrom('deliveries')
    .select(['id', 'batched_into'])
    .where('state', '=', sql.lit('failed' as const));
  if (filter.id !== undefined) query = query.where('id', '=', filter.id);
  if (filter.event !== undefined) query = query.where('event_seq', 'in', seqOf(db, filter.event));
  if (filter.channel !== undefined) query = query.where('channel', '=', filter.channel);
  if (filter.since !== undefined) query = query.where('created_at', '>=', filter.since);
  const heads = [...new Set((await query.execute()).map(row => row.batched_into ?? row.id))];
  if (heads.length === 0) return [];
  const failed = db
    .updateTable('deliveries')
    .set({ updated_at: now })
    .where('state', '=', sql.lit('failed' as const));
  const retried: { id: number }[] = [];
  const asRows = heads.map(id => ({ id }));
  for (const values of bulkRows(db, { id: 'bigint' }, asRows)) {
    const ids = sql<number>`(${values})`;
    retried.push(
      ...(await failed.set({ state: 'batched' }).where('batched_into', 'in', ids).returning('id').execute()),
    );
    retried.push(...(await failed.set({ state: 'sending' }).where('id', 'in', ids).returning('id').execute()));
  }
  await raiseRevision(db, 'lanes');
  return retried.map(({ id }) => id).sort((a, b) => a - b);
}
