import { sql } from 'kysely';
import type { Event, StoredEvent } from '../../events/event.ts';
import type { Db, EventRow } from '../tables.ts';
import { columnsOf } from './insert-events.ts';
import { discardState } from './session-states.ts';

/** The columns of an event. The webhook's body, which can be a megabyte, is read by rawBody() only. */
export const eventColumns = [
  'seq',
  'id',
  'source',
  'provider',
  'trigger',
  'type',
  'subject',
  'time',
  'received_at',
  'status',
  'problems',
  'body',
  'test',
] as const satisfies readonly (keyof EventRow)[];

/** Converts a row to an event. */
export function toEvent(row: Pick<EventRow, (typeof eventColumns)[number]>): StoredEvent {
  const { notes, ...known } = JSON.parse(row.body);
  return {
    seq: row.seq,
    id: row.id,
    source: row.source,
    provider: row.provider,
    trigger: row.trigger,
    type: row.type,
    subject: row.subject,
    time: row.time,
    receivedAt: new Date(row.received_at).toISOString(),
    status: row.status,
    problems: JSON.parse(row.problems),
    test: row.test,
    notes,
    ...known,
  };
}

/** Finds an event by id; null when it doesn't exist. */
export async function findEvent(db: Db, id: string): Promise<StoredEvent | null> {
  const row = await db.selectFrom('events').select(eventColumns).where('id', '=', id).executeTakeFirst();
  return row ? toEvent(row) : null;
}

/** Finds the events with these ids, in no order. */
export async function findEvents(db: Db, ids: readonly string[]): Promise<StoredEvent[]> {
  return (await db.selectFrom('events').select(eventColumns).where('id', 'in', ids).execute()).map(toEvent);
}

export interface EventFilter {
  type?: string;
  source?: string;
  status?: 'accepted' | 'quarantined';
  /** Leaves out test webhooks. */
  realOnly?: boolean;
  /** Leaves out these sources. */
  notFrom?: readonly string[];
  /** Received at or after, milliseconds. */
  since?: number;
  /** Received before the event of this `seq`. */
  before?: number;
  /** Received after the event of this `seq`; the result is oldest first then. */
  after?: number;
  limit?: number;
}

/** Lists events that match: newest first, or with `after` oldest first. */
export async function listEvents(db: Db, filter: EventFilter = {}): Promise<StoredEvent[]> {
  const query = matching(db, filter)
    .select(eventColumns)
    .orderBy('seq', filter.after === undefined ? 'desc' : 'asc')
    .limit(filter.limit ?? 50);
  return (await query.execute()).map(toEvent);
}

/** Counts events that match, without `limit`. */
export async function countEvents(db: Db, filter: EventFilter): Promise<number> {
  const { count } = await matching(db, filter)
    .select(eb => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

function matching(db: Db, filter: EventFilter) {
  let query = db.selectFrom('events');
  if (filter.type) query = query.where('type', '=', filter.type);
  if (filter.source) query = query.where('source', '=', filter.source);
  if (filter.status) query = query.where('status', '=', filter.status);
  if (filter.notFrom?.length) query = query.where('source', 'not in', filter.notFrom);
  if (filter.realOnly) query = query.where('test', 'is', null);
  if (filter.since) query = query.where('received_at', '>=', filter.since);
  if (filter.before !== undefined) query = query.where('seq', '<', filter.before);
  if (filter.after !== undefined) query = query.where('seq', '>', filter.after);
  return query;
}

/** Finds the events with these `seq`s, in order. */
export async function eventsBySeq(db: Db, seqs: readonly number[]): Promise<StoredEvent[]> {
  return (await db.selectFrom('events').select(eventColumns).where('seq', 'in', seqs).orderBy('seq').execute()).map(
    toEvent,
  );
}

/** The condition of the index `events_unrouted`, word for word: SQLite uses a partial index only then. */
const unrouted = sql<boolean>`routed_at is null and status = 'accepted'`;

/** Lists accepted events that aren't routed yet, in the order they were received. */
export async function unroutedEvents(db: Db, limit: number): Promise<StoredEvent[]> {
  const rows = await db.selectFrom('events').select(eventColumns).where(unrouted).orderBy('seq').limit(limit).execute();
  return rows.map(toEvent);
}

/** Whether accepted events wait to be routed. */
export async function hasUnrouted(db: Db): Promise<boolean> {
  const row = await db.selectFrom('events').select('seq').where(unrouted).limit(1).executeTakeFirst();
  return row !== undefined;
}

/** Records that these events are routed. Call it in the transaction that inserts their deliveries. */
export async function markRouted(db: Db, seqs: readonly number[], now: number): Promise<void> {
  await db.updateTable('events').set({ routed_at: now }).where('seq', 'in', seqs).execute();
}

/** Quarantines an event, with the reasons. It can be retried after a fix. */
export async function quarantineEvent(db: Db, seq: number, problems: readonly string[]): Promise<void> {
  await db
    .updateTable('events')
    .set({ status: 'quarantined', problems: JSON.stringify(problems) })
    .where('seq', '=', seq)
    .execute();
  await discardState(db, seq);
}

/** Replaces a quarantined event by its new normalization, and lets it be routed. */
export async function releaseEvent(db: Db, seq: number, event: Omit<Event, 'id'>): Promise<void> {
  await db
    .updateTable('events')
    .set({ ...columnsOf(event), status: 'accepted', problems: '[]', routed_at: null })
    .where('seq', '=', seq)
    .where('status', '=', 'quarantined')
    .execute();
  await discardState(db, seq);
}

/** Whether an event has been routed. */
export async function isRouted(db: Db, seq: number): Promise<boolean> {
  const row = await db.selectFrom('events').select('routed_at').where('seq', '=', seq).executeTakeFirst();
  return row !== undefined && row.routed_at !== null;
}

/** Returns the `seq` of the newest event; 0 when there is none. */
export async function lastSeq(db: Db): Promise<number> {
  const row = await db.selectFrom('events').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
  return row?.seq ?? 0;
}

/** Returns how often the same event was received again; 0 for an unknown id. */
export async function countDuplicates(db: Db, id: string): Promise<number> {
  const row = await db.selectFrom('events').select('duplicates').where('id', '=', id).executeTakeFirst();
  return row?.duplicates ?? 0;
}

/** Reads the webhook's body as received. Throws for an unknown `seq`. */
export async function rawBody(db: Db, seq: number): Promise<string> {
  const { raw } = await db.selectFrom('events').select('raw').where('seq', '=', seq).executeTakeFirstOrThrow();
  return raw;
}
