import { sql, type Transaction } from 'kysely';
import { type Event, type PartName, parts, type StoredEvent } from '../../events/event.ts';
import { bulkRows, type Columns, columnNames } from '../bulk-values.ts';
import type { Database } from '../database.ts';
import { lockRouter } from '../replicas/router-lock.ts';
import { storable } from '../storable-text.ts';
import type { Db, EventRow, Tables } from '../tables.ts';
import { hash } from './event-id.ts';
import type { NewEvent } from './new-event.ts';
import { identify, lockPairs, type Repeats, readRepeats } from './repeats.ts';

export interface InsertResult {
  id: string;
  seq: number | null;
  status: 'accepted' | 'duplicate' | 'quarantined';
}

/**
 * Commits a batch in order, in one transaction; says of each whether it was new. `route` routes those that are new and
 * accepted in the same transaction; without it they wait for the router.
 */
export async function insertEvents(
  database: Database,
  events: readonly NewEvent[],
  route?: (tx: Db, events: readonly StoredEvent[]) => Promise<void>,
): Promise<InsertResult[]> {
  return database.db.transaction().execute(async tx => {
    if (route) await lockRouter(database, tx);
    if (database.kind === 'postgres') await lockPairs(tx, events);
    const turns = await readRepeats(tx, events);
    const rows = events.map(event => toRow(event, turns, route !== undefined));
    const stored = await tellApart(tx, rows, await insertRows(tx, rows));
    if (route) await route(tx, storedEvents(events, rows, stored));
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

/** Gives the numbers of those that were not there, by id. */
async function insertRows(tx: Db, rows: readonly NewRow[]): Promise<Map<string, number>> {
  const inserted = new Map<string, number>();
  for (const some of bulkRows(tx, columns, rows)) {
    // SQLite takes `on conflict` behind a query for a join, unless the query has a condition.
    const { rows: fresh } = await sql<{ id: string; seq: number }>`
      insert into events (${columnNames(columns)}) ${some} where true on conflict (id) do nothing returning id, seq`.execute(
      tx,
    );
    for (const { id, seq } of fresh) inserted.set(id, seq);
  }
  return inserted;
}

/** The new and accepted ones as they would be read. */
function storedEvents(
  events: readonly NewEvent[],
  rows: readonly NewRow[],
  stored: readonly InsertResult[],
): StoredEvent[] {
  return stored.flatMap(({ id, seq, status }, at) => {
    const [bulkRows, row] = [events[at], rows[at]];
    if (seq === null || status !== 'accepted' || !bulkRows || !row) return [];
    const { event, raw, receivedAt, test = null } = bulkRows;
    return {
      ...event,
      trigger: row.trigger,
      type: row.type,
      subject: row.subject ?? null,
      id,
      seq,
      status,
      problems: [],
      test,
      receivedAt: new Date(receivedAt).toISOString(),
      get raw() {
        return JSON.parse(raw);
      },
    };
  });
}

/** The first of each id that was inserted is new, all others came again and are counted. */
async function tellApart(
  tx: Transaction<Tables>,
  rows: NewRow[],
  inserted: Map<string, number>,
): Promise<InsertResult[]> {
  const again: string[] = [];
  const stored = rows.map(({ id, status }): InsertResult => {
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

function toRow(event: NewEvent, turns: Repeats, routed: boolean): NewRow {
  const accepted = event.problems.length === 0;
  return {
    ...identify(event, turns),
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

/** What a normalizer says of an event. */
export function columnsOf(event: Omit<Event, 'id' | 'raw'>) {
  const body: Partial<Record<PartName | 'notes', unknown>> = { notes: event.notes };
  for (const name of Object.keys(parts) as PartName[]) if (event[name]) body[name] = event[name];
  return {
    trigger: storable(event.trigger),
    type: storable(event.type),
    subject: event.subject === null ? null : storable(boundSubject(event.subject)),
    time: event.time,
    body: JSON.stringify(body),
  };
}

/** PostgreSQL's index takes about 2,700 bytes; what no provider sends is told apart by its hash. */
function boundSubject(subject: string): string {
  return subject.length <= 200 ? subject : `${subject.slice(0, 100)}…${hash([subject])}`;
}
