import { sql, type Transaction } from 'kysely';
import { type Event, type PartName, parts, type StoredEvent } from '../../events/event.ts';
import { storable } from '../../util/text/storable.ts';
import { bulkRows, type Columns, columnNames } from '../bulk-values.ts';
import type { Database } from '../database.ts';
import { lockRouter } from '../replicas/router-lock.ts';
import type { DatabaseKind, EventRow, Tables } from '../tables.ts';
import { hash } from './event-id.ts';
import type { NewEvent } from './new-event.ts';
import { identify, lockPairs, type Repeats, readRepeats } from './repeats.ts';

/** `seq` is null for a duplicate. */
export interface InsertResult {
  id: string;
  seq: number | null;
  status: 'accepted' | 'duplicate' | 'quarantined';
}

/**
 * Inserts a batch of events in order. Call it in a transaction that holds the router's lock: a session's state covers all
 * events up to a `seq`, so they must become visible in that order. `stored` says for each whether it is new; `fresh` are the
 * new, accepted ones. They are stored as routed, so the caller routes them in this transaction, or wait for the router.
 */
export async function insertEvents(
  tx: Transaction<Tables>,
  kind: DatabaseKind,
  events: readonly NewEvent[],
  routing: 'routed' | 'waiting',
): Promise<{ stored: InsertResult[]; fresh: StoredEvent[] }> {
  if (kind === 'postgres') await lockPairs(tx, events);
  const repeats = await readRepeats(tx, events);
  const rows = events.map(event => toRow(event, repeats, routing === 'routed'));
  const stored = await markDuplicates(tx, rows, await insertRows(tx, rows));
  return { stored, fresh: storedEvents(events, stored) };
}

/** Commits events that wait for the router, in order. Returns for each whether it is new. */
export async function addEvents(database: Database, events: readonly NewEvent[]): Promise<InsertResult[]> {
  return database.db.transaction().execute(async tx => {
    await lockRouter(database, tx);
    const { stored } = await insertEvents(tx, database.kind, events, 'waiting');
    return stored;
  });
}

type NewRow = Omit<EventRow, 'seq' | 'duplicates'>;

const columns: Columns<NewRow> = {
  id: 'text',
  source: 'text',
  provider: 'text',
  trigger: 'text',
  type: 'text',
  subject: 'text',
  time: 'text',
  received_at: 'bigint',
  status: 'text',
  problems: 'text',
  body: 'text',
  raw: 'text',
  pair: 'text',
  side: 'text',
  routed_at: 'bigint',
  test: 'text',
};

/** Inserts the rows and returns the `seq` of each new one, by id. */
async function insertRows(tx: Transaction<Tables>, rows: readonly NewRow[]): Promise<Map<string, number>> {
  const inserted = new Map<string, number>();
  for (const values of bulkRows(tx, columns, rows)) {
    // `where true`: without it SQLite parses `on conflict` after a query as a join (https://sqlite.org/lang_upsert.html).
    const { rows: fresh } = await sql<{ id: string; seq: number }>`
      insert into events (${columnNames(columns)}) ${values} where true on conflict (id) do nothing returning id, seq`.execute(
      tx,
    );
    for (const { id, seq } of fresh) inserted.set(id, seq);
  }
  return inserted;
}

/** Returns the new, accepted events as a query would return them. */
function storedEvents(events: readonly NewEvent[], stored: readonly InsertResult[]): StoredEvent[] {
  return stored.flatMap(({ id, seq, status }, at) => {
    const event = events[at];
    return seq === null || status !== 'accepted' || !event ? [] : toStoredEvent(event, id, seq);
  });
}

/** Returns a new, accepted event as a query would return it. */
export function toStoredEvent({ event, receivedAt, test }: NewEvent, id: string, seq: number): StoredEvent {
  const received = new Date(receivedAt).toISOString();
  const row = { id, seq, status: 'accepted', receivedAt: received, test: test ?? null } as const;
  return { ...event, ...namesOf(event), ...row, problems: [] };
}

/** The first row of each inserted id is new. All others are duplicates, which are counted. */
async function markDuplicates(
  tx: Transaction<Tables>,
  rows: NewRow[],
  inserted: Map<string, number>,
): Promise<InsertResult[]> {
  const duplicates: string[] = [];
  const stored = rows.map(({ id, status }): InsertResult => {
    const seq = inserted.get(id);
    if (seq === undefined) {
      duplicates.push(id);
      return { id, seq: null, status: 'duplicate' };
    }
    inserted.delete(id);
    return { id, seq, status };
  });
  for (const id of duplicates) {
    await tx
      .updateTable('events')
      .set(eb => ({ duplicates: eb('duplicates', '+', 1) }))
      .where('id', '=', id)
      .execute();
  }
  return stored;
}

function toRow(event: NewEvent, repeats: Repeats, routed: boolean): NewRow {
  const accepted = event.problems.length === 0;
  return {
    ...identify(event, repeats),
    source: event.event.source,
    provider: event.event.provider,
    ...columnsOf(event.event),
    received_at: event.receivedAt,
    status: accepted ? 'accepted' : 'quarantined',
    problems: JSON.stringify(event.problems),
    raw: event.raw,
    routed_at: routed && accepted ? event.receivedAt : null,
    test: event.test ?? null,
  };
}

/** Converts a normalized event to its columns. */
export function columnsOf(event: Omit<Event, 'id'>) {
  const body: Partial<Record<PartName | 'notes', unknown>> = { notes: event.notes };
  for (const name of Object.keys(parts) as PartName[]) if (event[name]) body[name] = event[name];
  return { ...namesOf(event), time: event.time, body: JSON.stringify(body) };
}

/** The names of an event that are columns, as they are stored. */
function namesOf({ trigger, type, subject }: Pick<Event, 'trigger' | 'type' | 'subject'>) {
  return {
    trigger: storable(trigger),
    type: storable(type),
    subject: subject === null ? null : storable(boundSubject(subject)),
  };
}

/** PostgreSQL's index takes about 2,700 bytes. No provider sends a longer subject; one that is gets a hash, to stay unique. */
function boundSubject(subject: string): string {
  return subject.length <= 200 ? subject : `${subject.slice(0, 100)}…${hash([subject])}`;
}
