import type { Rule } from '../rules/rule.ts';
import type { Db, DeliveryRow, DeliveryState } from './tables.ts';

/** One event owed to one channel. */
export interface Delivery {
  id: number;
  eventSeq: number;
  eventId: string;
  channel: string;
  /** The rule as it was when it decided. */
  rule: Rule;
  state: DeliveryState;
  attempts: number;
  /** Not before, milliseconds. */
  nextAt: number;
  error: string | null;
  ref: string | null;
  createdAt: number;
  updatedAt: number;
}

export interface NewDelivery {
  eventSeq: number;
  eventId: string;
  rule: Rule;
  state: 'pending' | 'ignored';
}

/** SQLite takes 32,766 parameters a statement (https://sqlite.org/limits.html), PostgreSQL 65,535. */
const maxRows = 1000;

export async function insertDeliveries(db: Db, deliveries: readonly NewDelivery[], now: number): Promise<void> {
  if (deliveries.length === 0) return;
  const rows = deliveries.map(({ eventSeq, eventId, rule, state }) => ({
    event_seq: eventSeq,
    event_id: eventId,
    channel: rule.channel,
    rule_id: rule.id,
    rule: JSON.stringify(rule),
    state,
    next_at: now,
    created_at: now,
    updated_at: now,
  }));
  for (let at = 0; at < rows.length; at += maxRows) {
    await db
      .insertInto('deliveries')
      .values(rows.slice(at, at + maxRows))
      .execute();
  }
}

function toDelivery(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    eventSeq: row.event_seq,
    eventId: row.event_id,
    channel: row.channel,
    rule: JSON.parse(row.rule),
    state: row.state,
    attempts: row.attempts,
    nextAt: row.next_at,
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

/** The newest first. */
export async function listDeliveries(db: Db, filter: DeliveryFilter = {}): Promise<Delivery[]> {
  let query = db
    .selectFrom('deliveries')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(filter.limit ?? 50);
  if (filter.channel) query = query.where('channel', '=', filter.channel);
  if (filter.state) query = query.where('state', '=', filter.state);
  if (filter.event) query = query.where('event_id', '=', filter.event);
  if (filter.since) query = query.where('created_at', '>=', filter.since);
  return (await query.execute()).map(toDelivery);
}

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

/** The first of a lane, or null when it is empty. */
export async function headOfLane(db: Db, channel: string): Promise<Delivery | null> {
  const row = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('channel', '=', channel)
    .where('state', 'in', ['pending', 'sending'])
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row ? toDelivery(row) : null;
}

/** Marks it in flight: after a crash it is known that it may have been posted. */
export async function startAttempt(db: Db, id: number, now: number): Promise<void> {
  await db
    .updateTable('deliveries')
    .set(eb => ({ state: 'sending', attempts: eb('attempts', '+', 1), updated_at: now }))
    .where('id', '=', id)
    .execute();
}

/** How an attempt ended: the delivery's new state, and a line of its history. */
export interface AttemptEnd {
  state: 'sent' | 'pending' | 'dead';
  outcome: string;
  ref?: string;
  error?: string;
  nextAt?: number;
  /** Milliseconds the platform took. */
  took: number;
}

export async function endAttempt(db: Db, id: number, end: AttemptEnd, now: number): Promise<void> {
  await db.transaction().execute(async tx => {
    await tx
      .updateTable('deliveries')
      .set({
        state: end.state,
        ref: end.ref ?? null,
        error: end.error ?? null,
        next_at: end.nextAt ?? now,
        updated_at: now,
      })
      .where('id', '=', id)
      .execute();
    await tx
      .insertInto('attempts')
      .values({ delivery_id: id, at: now, outcome: end.outcome, error: end.error ?? null, took: Math.round(end.took) })
      .execute();
  });
}

/** How many deliveries are in each state. */
export async function countDeliveries(db: Db): Promise<Record<DeliveryState, number>> {
  const rows = await db
    .selectFrom('deliveries')
    .select(eb => ['state', eb.fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute();
  const counts: Record<DeliveryState, number> = { pending: 0, sending: 0, sent: 0, dead: 0, ignored: 0 };
  for (const row of rows) counts[row.state] = Number(row.count);
  return counts;
}
