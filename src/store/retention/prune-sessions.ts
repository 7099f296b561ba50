/**
 * Deletes old sessions whole, with their deliveries: in one transaction, or a very long one in several steps in a row. An event
 * without a subject is a session of its own.
 */
import { sql } from 'kysely';
import { bulkRows } from '../bulk-values.ts';
import type { Db } from '../tables.ts';
import { countAffected, countDeliveries, deleteDeliveries } from './delete-deliveries.ts';
import { countHours } from './hourly-counts.ts';
import { hasLiveDelivery } from './live-deliveries.ts';
import { addRows, noRows, type Prune, type PrunedRows, type StepOptions } from './prune-step.ts';

/** An event with its session's subject; null: it has none. */
interface EventPlace {
  seq: number;
  source: string;
  subject: string | null;
}

/** An event of a session that can go. */
interface Expired {
  seq: number;
  session: string;
}

/** The most events that a step deletes, by the number of events that it looks at. A longer session takes several steps. */
const mostEvents = (limit: number) => 2 * limit;

/** Looks at the next events, and deletes the sessions of those whose newest event is old and that have nothing live. */
export const pruneSessions: Prune = async (tx, kind, options) => {
  const { before, after, limit, remove } = options;
  const rows = await tx
    .selectFrom('events')
    .select(['seq', 'source', 'subject', 'received_at'])
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute();
  const old = rows.filter(row => row.received_at < before);
  const isOver = rows.length < limit || old.length === 0;
  const next = isOver ? null : (rows.at(-1)?.seq ?? null);
  const expired = await findExpired(tx, old, options);
  if (!remove) return { next, rows: await countRows(tx, seqsOf(expired)) };
  const { chosen, rest } = chooseSessions(expired, options);
  const seqs = seqsOf(kind === 'postgres' ? await lockExpired(tx, chosen, before) : chosen);
  return { next: rest === null ? next : rest - 1, rows: await deleteEvents(tx, seqs) };
};

const seqsOf = (events: readonly Expired[]) => events.map(({ seq }) => seq).sort((a, b) => a - b);

/**
 * Chooses whole sessions, as many as a step deletes. A longer session loses its newest events first: the next step looks at
 * its oldest event again, and goes on with it. `rest`: the first event to look at again; null: all sessions are chosen.
 */
function chooseSessions(
  expired: readonly Expired[],
  { after, limit }: StepOptions,
): { chosen: Expired[]; rest: number | null } {
  const firstSeen = (events: readonly Expired[]) => seqsOf(events).find(seq => seq > after) ?? after;
  const sessions = [...Map.groupBy(expired, ({ session }) => session).values()]
    .map(events => ({ events, first: firstSeen(events) }))
    .sort((a, b) => a.first - b.first);
  const chosen: Expired[] = [];
  for (const { events, first } of sessions) {
    if (chosen.length + events.length <= mostEvents(limit)) chosen.push(...events);
    else if (chosen.length > 0) return { chosen, rest: first };
    else return { chosen: events.sort((a, b) => b.seq - a.seq).slice(0, mostEvents(limit)), rest: first };
  }
  return { chosen, rest: null };
}

/** Returns the events of the sessions of these events that can go. */
async function findExpired(tx: Db, events: readonly EventPlace[], options: StepOptions): Promise<Expired[]> {
  const alone = events.filter(({ subject }) => subject === null).map(({ seq }) => seq);
  const found: Expired[] = alone.map(seq => ({ seq, session: `${seq}` }));
  const inSessions = events.filter(({ subject }) => subject !== null);
  for (const [source, its] of Map.groupBy(inSessions, event => event.source)) {
    const subjects = [...new Set(its.map(({ subject }) => subject as string))];
    const rows = await eventsOfExpired(tx, source, subjects, options.before);
    // A counting step deletes nothing, so later steps come to the same session again.
    const known = options.remove ? [] : rows.filter(({ seq }) => seq <= options.after);
    const counted = new Set(known.map(({ subject }) => subject));
    for (const { seq, subject } of rows) {
      if (!counted.has(subject)) found.push({ seq, session: JSON.stringify([source, subject]) });
    }
  }
  return withoutLive(tx, found, options.before);
}

async function withoutLive(tx: Db, events: readonly Expired[], since: number): Promise<Expired[]> {
  const live = await findLive(tx, seqsOf(events), since);
  const liveSessions = new Set(events.filter(({ seq }) => live.has(seq)).map(({ session }) => session));
  return events.filter(({ session }) => !liveSessions.has(session));
}

/** Locks events and their deliveries, and leaves out sessions that a retry has made live in the meantime. */
async function lockExpired(tx: Db, events: readonly Expired[], since: number): Promise<Expired[]> {
  for (const values of inBulk(tx, seqsOf(events))) {
    await sql`select seq from events where seq in (${values}) order by seq for update`.execute(tx);
    await sql`select id from deliveries where event_seq in (${values}) order by id for update`.execute(tx);
  }
  return withoutLive(tx, events, since);
}

/** Lists the events of those of a source's sessions whose newest event is from before a time. */
async function eventsOfExpired(tx: Db, source: string, subjects: readonly string[], before: number) {
  const events: { seq: number; subject: string }[] = [];
  const rows = subjects.map(subject => ({ subject }));
  for (const values of bulkRows(tx, { subject: 'text' }, rows)) {
    // With a join instead of `in`, SQLite would read all sessions of the source.
    const { rows: found } = await sql<{ seq: number; subject: string }>`
      select seq, subject from events where source = ${source} and subject in (
        select subject from (${values}) as wanted where (
          select received_at from events as newest
          where newest.source = ${source} and newest.subject = wanted.subject order by seq desc limit 1) < ${before})`.execute(
      tx,
    );
    events.push(...found);
  }
  return events;
}

/** Returns which of these events aren't routed yet, or have a delivery that waits or failed since a time. */
async function findLive(tx: Db, seqs: readonly number[], since: number): Promise<Set<number>> {
  const live = new Set<number>();
  for (const values of inBulk(tx, seqs)) {
    const { rows } = await sql<{ seq: number }>`
      select seq from events where seq in (${values}) and (
        (status = 'accepted' and routed_at is null) or ${hasLiveDelivery(sql.ref('events.seq'), since)})`.execute(tx);
    for (const { seq } of rows) live.add(seq);
  }
  return live;
}

function inBulk(tx: Db, numbers: readonly number[]) {
  return bulkRows(
    tx,
    { id: 'bigint' },
    numbers.map(id => ({ id })),
  );
}

/** Deletes these events with their sessions' states, deliveries, cards, attempts and preview messages. Their counters stay. */
async function deleteEvents(tx: Db, seqs: readonly number[]): Promise<PrunedRows> {
  let pruned = noRows;
  for (const values of inBulk(tx, seqs)) {
    await countHours(tx, values);
    pruned = addRows(pruned, await deleteDeliveries(tx, sql`event_seq in (${values})`));
    await sql`delete from sessions where (source, subject) in (
      select source, subject from events where seq in (${values}))`.execute(tx);
    const events = await countAffected(tx, sql`delete from events where seq in (${values})`);
    pruned = addRows(pruned, { events });
  }
  return pruned;
}

/** Counts the rows that deleteEvents() would delete. */
async function countRows(tx: Db, seqs: readonly number[]): Promise<PrunedRows> {
  let pruned = { ...noRows, events: seqs.length };
  for (const values of inBulk(tx, seqs)) {
    pruned = addRows(pruned, await countDeliveries(tx, sql`event_seq in (${values})`));
  }
  return pruned;
}
