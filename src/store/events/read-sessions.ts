/**
 * Reads sessions. A long session has a stored state, which covers its events up to one of them; a reader adds the events
 * after it, and stores a new state from time to time. So each read takes about the same time, however long the session is.
 */
import { sql } from 'kysely';
import { buildSession, type SessionBuilder } from '../../events/build-session.ts';
import type { StoredEvent } from '../../events/event.ts';
import type { Session } from '../../events/session.ts';
import { bulkRows } from '../bulk-values.ts';
import type { Db, EventRow } from '../tables.ts';
import { eventColumns, toEvent } from './events.ts';
import {
  keyColumns,
  keyOf,
  type OpenSession,
  openSessions,
  type SessionKey,
  sessionKey,
  storeState,
} from './session-states.ts';

/** A session's state is stored again after so many more events. Shorter sessions have none. */
const storedEvery = 20;

/** Events per query. */
const page = 1000;

/** Sessions per query: fewer than bulkRows() passes to one statement. */
const sessionsAtOnce = 400;

/** Reads the session of a stored event. An event without a subject is alone in its session. */
export async function readSession(db: Db, event: StoredEvent): Promise<Session> {
  return (await readSessions(db, [event])).get(event.id) as Session;
}

/**
 * Reads the sessions of several stored events, by event ID. Events of one session share it. Its fields are computed when
 * they are first read.
 */
export async function readSessions(db: Db, events: readonly StoredEvent[]): Promise<ReadonlyMap<string, Session>> {
  const keys = new Map<string, SessionKey>();
  for (const event of events) {
    const key = keyOf(event);
    if (key) keys.set(sessionKey(event), key);
  }
  const sessions = new Map<string, Session>();
  const wanted = [...keys.values()];
  for (let at = 0; at < wanted.length; at += sessionsAtOnce) {
    const builders = await readBuilders(db, wanted.slice(at, at + sessionsAtOnce), events);
    for (const [key, builder] of builders) sessions.set(key, builder.session());
  }
  return new Map(events.map(event => [event.id, sessions.get(sessionKey(event)) ?? buildSession([event])]));
}

async function readBuilders(
  db: Db,
  keys: readonly SessionKey[],
  events: readonly StoredEvent[],
): Promise<Map<string, SessionBuilder>> {
  const known = new Map(events.map(event => [event.seq, event]));
  const sessions = await openSessions(db, keys);
  let rows: EventData[];
  do {
    rows = await readRowsAfter(db, [...sessions.values()]);
    for (const row of rows) {
      const session = sessions.get(sessionKey(row)) as OpenSession;
      session.builder.add(known.get(row.seq) ?? toEvent(row));
      session.added += 1;
    }
    const last = rows.at(-1)?.seq ?? 0;
    for (const session of sessions.values()) session.upto = Math.max(session.upto, last);
  } while (rows.length === page);
  for (const session of sessions.values()) if (session.added >= storedEvery) await storeState(db, session);
  return new Map([...sessions].map(([key, { builder }]) => [key, builder]));
}

/**
 * Reads the other events of these events' sessions, by event ID: plain rows, for toEvent(). Null for a session that is so
 * long that readSession() is cheaper.
 */
export async function readOthers(db: Db, events: readonly StoredEvent[]): Promise<Map<string, EventData[] | null>> {
  const keys = new Map(
    events.flatMap(event => {
      const key = keyOf(event);
      return key ? [[sessionKey(event), key] as const] : [];
    }),
  );
  const columns = sql.join(eventColumns.map(name => sql.ref(`events.${name}`)));
  const found: EventData[] = [];
  for (const values of bulkRows(db, keyColumns, [...keys.values()])) {
    const { rows } = await sql<EventData>`
      select ${columns} from (${values}) as wanted join events on events.source = wanted.source
        and events.subject = wanted.subject and case when events.test is null then 0 else 1 end = wanted.test
      where events.subject is not null and events.status = 'accepted' and not exists (
        select 1 from sessions where sessions.source = wanted.source and sessions.subject = wanted.subject
          and sessions.test = wanted.test)
      order by events.seq limit ${sql.lit(page)}`.execute(db);
    found.push(...rows);
  }
  const sessions = Map.groupBy(found, sessionKey);
  return new Map(events.map(event => [event.id, othersOf(event, sessions.get(sessionKey(event)), found.length)]));
}

/** Without rows the session has a stored state. With a full page its rows may not be complete. */
function othersOf(event: StoredEvent, rows: EventData[] | undefined, found: number): EventData[] | null {
  if (event.subject === null) return [];
  const isLong = rows === undefined || rows.length > storedEvery || found >= page;
  return isLong ? null : rows.filter(({ seq }) => seq !== event.seq);
}

/** The columns of an event that toEvent() needs. */
export type EventData = Pick<EventRow, (typeof eventColumns)[number]>;

/** Reads the accepted events of these sessions after those that they have, in order, at most a page. */
async function readRowsAfter(db: Db, sessions: readonly OpenSession[]): Promise<EventData[]> {
  const wanted = sessions.map(({ key, upto }) => ({ ...key, upto }));
  const found: EventData[] = [];
  const columns = sql.join(eventColumns.map(name => sql.ref(`events.${name}`)));
  for (const values of bulkRows(db, { ...keyColumns, upto: 'bigint' }, wanted)) {
    const { rows } = await sql<EventData>`
      select ${columns} from (${values}) as wanted join events on events.source = wanted.source
        and events.subject = wanted.subject and events.seq > wanted.upto
        and case when events.test is null then 0 else 1 end = wanted.test
      where events.subject is not null and events.status = 'accepted'
      order by events.seq limit ${sql.lit(page)}`.execute(db);
    found.push(...rows);
  }
  return found;
}

/** Lists the `seq` of each accepted event of these sessions in order, at most `limit`. SQLite allows 32,766 subjects. */
export async function sessionSeqs(
  db: Db,
  { source, subjects, limit }: { source: string; subjects: readonly string[]; limit: number },
): Promise<number[]> {
  const rows = await db
    .selectFrom('events')
    .select('seq')
    .where('source', '=', source)
    .where('subject', 'in', subjects)
    .where('status', '=', 'accepted')
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(({ seq }) => seq);
}
