import { createHash } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import { type Event, type PartName, parts, type StoredEvent } from '../events/event.ts';
import type { Database } from './database.ts';
import type { Db, EventRow, NewEventRow, Tables } from './tables.ts';

/** An event on its way into the store: `key` and `turn` as the normalizer gave them. */
export interface NewEvent {
  event: Omit<Event, 'id' | 'raw'>;
  /** The body as it came, JSON text. */
  raw: string;
  key: readonly string[];
  turn?: { pair: readonly string[]; side: string };
  problems: string[];
  receivedAt: number;
}

export interface Stored {
  id: string;
  seq: number | null;
  status: 'accepted' | 'duplicate' | 'quarantined';
}

/** `evt_` and 32 hex digits: what is the same by the provider's idempotency key has the same id. */
export function eventId(source: string, key: readonly string[]): string {
  return `evt_${hash([source, ...key])}`;
}

/** Commits a batch in order, in one transaction; says of each whether it was new. */
export async function insertEvents({ db, kind }: Database, events: readonly NewEvent[]): Promise<Stored[]> {
  return db.transaction().execute(async tx => {
    if (kind === 'postgres') await lockPairs(tx, events);
    const rows: NewEventRow[] = [];
    const turns = await readTurns(tx, events);
    for (const event of events) rows.push(toRow(event, turns));
    const inserted = await tx
      .insertInto('events')
      .values(rows)
      .onConflict(conflict => conflict.column('id').doNothing())
      .returning(['id', 'seq'])
      .execute();
    return tellApart(tx, rows, new Map(inserted.map(row => [row.id, row.seq])));
  });
}

/** The first of each id that was inserted is new, all others came again and are counted. */
async function tellApart(
  tx: Transaction<Tables>,
  rows: NewEventRow[],
  inserted: Map<string, number>,
): Promise<Stored[]> {
  const again: string[] = [];
  const stored = rows.map(({ id, status }): Stored => {
    const seq = inserted.get(id);
    if (seq === undefined) {
      again.push(id);
      return { id, seq: null, status: 'duplicate' };
    }
    inserted.delete(id);
    return { id, seq, status };
  });
  for (const id of again) {
    await tx
      .updateTable('events')
      .set(eb => ({ duplicates: eb('duplicates', '+', 1) }))
      .where('id', '=', id)
      .execute();
  }
  return stored;
}

/** How many events of each side of a pair are stored, and which ids, kept up while a batch is being numbered. */
interface Turns {
  counts: Map<string, Map<string, number>>;
  ids: Set<string>;
}

async function readTurns(tx: Transaction<Tables>, events: readonly NewEvent[]): Promise<Turns> {
  const turns: Turns = { counts: new Map(), ids: new Set() };
  const pairs = pairsOf(events);
  if (pairs.length === 0) return turns;
  const rows = await tx.selectFrom('events').select(['pair', 'side', 'id']).where('pair', 'in', pairs).execute();
  for (const row of rows) countTurn(turns, row.pair as string, row.side as string, row.id);
  return turns;
}

function countTurn(turns: Turns, pair: string, side: string, id: string): void {
  if (turns.ids.has(id)) return;
  turns.ids.add(id);
  const sides = turns.counts.get(pair) ?? new Map<string, number>();
  sides.set(side, (sides.get(side) ?? 0) + 1);
  turns.counts.set(pair, sides);
}

function toRow({ event, raw, key, turn, problems, receivedAt }: NewEvent, turns: Turns): NewEventRow {
  let id = eventId(event.source, key);
  let pair: string | null = null;
  if (turn) {
    pair = hash([event.source, ...turn.pair]);
    const opposites = [...(turns.counts.get(pair) ?? [])].filter(([side]) => side !== turn.side);
    id = eventId(event.source, [...key, String(opposites.reduce((sum, [, count]) => sum + count, 0))]);
    countTurn(turns, pair, turn.side, id);
  }
  return {
    id,
    source: event.source,
    provider: event.provider,
    ...columnsOf(event),
    received_at: receivedAt,
    status: problems.length > 0 ? 'quarantined' : 'accepted',
    problems: JSON.stringify(problems),
    raw,
    pair,
    side: turn?.side ?? null,
    routed_at: null,
  };
}

/** What a normalizer says of an event. */
function columnsOf(event: Omit<Event, 'id' | 'raw'>) {
  const body: Partial<Record<PartName | 'notes', unknown>> = { notes: event.notes };
  for (const name of Object.keys(parts) as PartName[]) if (event[name]) body[name] = event[name];
  return {
    trigger: storable(event.trigger),
    type: storable(event.type),
    subject: event.subject === null ? null : boundSubject(storable(event.subject)),
    time: event.time,
    body: JSON.stringify(body),
  };
}

/** PostgreSQL's index takes about 2,700 bytes; what no provider sends is told apart by its hash. */
function boundSubject(subject: string): string {
  return subject.length <= 200 ? subject : `${subject.slice(0, 100)}…${hash([subject])}`;
}

/** PostgreSQL holds no NUL in text. */
function storable(text: string): string {
  return text.replaceAll('\0', '');
}

function pairsOf(events: readonly NewEvent[]): string[] {
  const pairs = events.flatMap(({ event, turn }) => (turn ? [hash([event.source, ...turn.pair])] : []));
  return [...new Set(pairs)].sort();
}

/** Two replicas that number the turns of one pair at once would both call theirs the first. */
async function lockPairs(tx: Transaction<Tables>, events: readonly NewEvent[]): Promise<void> {
  for (const pair of pairsOf(events)) await sql`select pg_advisory_xact_lock(hashtextextended(${pair}, 0))`.execute(tx);
}

function hash(fields: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex').slice(0, 32);
}

/** A row as the event it is. */
export function toEvent(row: EventRow): StoredEvent {
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
    notes,
    ...known,
    raw: JSON.parse(row.raw),
  };
}

export async function findEvent(db: Db, id: string): Promise<StoredEvent | null> {
  const row = await db.selectFrom('events').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? toEvent(row) : null;
}

export interface EventFilter {
  type?: string;
  source?: string;
  status?: 'accepted' | 'quarantined';
  /** Received at or after, milliseconds. */
  since?: number;
  limit?: number;
}

/** The newest first. */
export async function listEvents(db: Db, filter: EventFilter = {}): Promise<StoredEvent[]> {
  let query = db
    .selectFrom('events')
    .selectAll()
    .orderBy('seq', 'desc')
    .limit(filter.limit ?? 50);
  if (filter.type) query = query.where('type', '=', filter.type);
  if (filter.source) query = query.where('source', '=', filter.source);
  if (filter.status) query = query.where('status', '=', filter.status);
  if (filter.since) query = query.where('received_at', '>=', filter.since);
  return (await query.execute()).map(toEvent);
}

/** All events of one session; an event without a subject is alone. */
export async function sessionEvents(db: Db, event: StoredEvent): Promise<StoredEvent[]> {
  if (event.subject === null) return [event];
  const rows = await db
    .selectFrom('events')
    .selectAll()
    .where('source', '=', event.source)
    .where('subject', '=', event.subject)
    .where('status', '=', 'accepted')
    .orderBy('seq')
    .execute();
  return rows.map(toEvent);
}

/** Accepted events whose deliveries are not committed yet, in order of arrival. */
export async function unroutedEvents(db: Db, limit: number): Promise<StoredEvent[]> {
  const rows = await db
    .selectFrom('events')
    .selectAll()
    .where('routed_at', 'is', null)
    .where('status', '=', 'accepted')
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(toEvent);
}

export async function hasUnrouted(db: Db): Promise<boolean> {
  const row = await db
    .selectFrom('events')
    .select('seq')
    .where('routed_at', 'is', null)
    .where('status', '=', 'accepted')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function markRouted(db: Db, seqs: readonly number[], now: number): Promise<void> {
  await db.updateTable('events').set({ routed_at: now }).where('seq', 'in', seqs).execute();
}

/** Takes an event out of the way, with the reasons; it can be replayed after a fix. */
export async function quarantineEvent(db: Db, seq: number, problems: readonly string[]): Promise<void> {
  await db
    .updateTable('events')
    .set({ status: 'quarantined', problems: JSON.stringify(problems) })
    .where('seq', '=', seq)
    .execute();
}

/** Any number, the same in all replicas. */
const routerLock = 726_435;

/** In this transaction nobody else routes: deliveries get their order from one router at a time. */
export async function routeInTurn({ kind }: Database, tx: Db): Promise<void> {
  if (kind === 'postgres') await sql`select pg_advisory_xact_lock(${sql.lit(routerLock)})`.execute(tx);
}

/** What a quarantined event is after all: it is routed as if it had just come. */
export async function releaseEvent(db: Db, seq: number, event: Omit<Event, 'id' | 'raw'>): Promise<void> {
  await db
    .updateTable('events')
    .set({ ...columnsOf(event), status: 'accepted', problems: '[]', routed_at: null })
    .where('seq', '=', seq)
    .where('status', '=', 'quarantined')
    .execute();
}

/** How often the same event came again; 0 for one that is not there. */
export async function countDuplicates(db: Db, id: string): Promise<number> {
  const row = await db.selectFrom('events').select('duplicates').where('id', '=', id).executeTakeFirst();
  return row?.duplicates ?? 0;
}

/** The webhook's body as it came, for an event that is there. */
export async function rawBody(db: Db, seq: number): Promise<string> {
  const { raw } = await db.selectFrom('events').select('raw').where('seq', '=', seq).executeTakeFirstOrThrow();
  return raw;
}
