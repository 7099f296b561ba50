import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { DatabaseKind } from '../tables.ts';

/**
 * A delivery has a kind and a key, may have no event, and may have to wait until a time. Its stored states get their final
 * names. SQLite can't change constraints, so its tables are written again.
 */
export function deliveryKinds(kind: DatabaseKind) {
  return { up: (db: Kysely<unknown>): Promise<void> => (kind === 'sqlite' ? rewrite(db) : alter(db)) };
}

const newState = (column: string): RawBuilder<string> => sql`case ${sql.ref(column)}
  when 'pending' then 'queued' when 'sent' then 'posted' when 'folded' then 'batched' when 'dead' then 'failed'
  else ${sql.ref(column)} end`;
const newOutcome = sql`case outcome when 'sent' then 'posted' else outcome end`;

/** Indexes whose conditions name a state or a column that changes. */
const changedIndexes = ['deliveries_lane', 'deliveries_dead', 'deliveries_folded'];

async function createIndexes(db: Kysely<unknown>): Promise<void> {
  const indexes = [
    sql`deliveries_event on deliveries (event_seq, channel) where event_seq is not null`,
    sql`deliveries_lane on deliveries (channel, id) where state in ('queued', 'sending')`,
    sql`deliveries_failed on deliveries (id) where state = 'failed'`,
    sql`deliveries_batched on deliveries (batched_into) where batched_into is not null`,
  ];
  for (const index of indexes) await sql`create index ${index}`.execute(db);
}

/** Dropping the old table of deliveries would delete its attempts, so these are moved first. */
async function rewrite(db: Kysely<unknown>): Promise<void> {
  await sql`create table new_deliveries (
    id integer primary key autoincrement, kind text not null, key text not null,
    event_seq bigint references events (seq), event_id text, channel text not null, rule_id text not null,
    rule text not null, state text not null, nonce text not null, batched_into bigint,
    attempts integer not null default 0, dropped_mentions text, not_before bigint, error text, ref text,
    created_at bigint not null, updated_at bigint not null, unique (key, channel, kind))`.execute(db);
  await sql`insert into new_deliveries (id, kind, key, event_seq, event_id, channel, rule_id, rule, state, nonce,
      batched_into, attempts, dropped_mentions, error, ref, created_at, updated_at)
    select id, 'post', event_id, event_seq, event_id, channel, rule_id, rule, ${newState('state')}, nonce,
      folded_into, attempts, dropped_mentions, error, ref, created_at, updated_at from deliveries`.execute(db);
  await sql`create table new_attempts (
    id integer primary key autoincrement,
    delivery_id bigint not null references new_deliveries (id) on delete cascade,
    at bigint not null, outcome text not null, error text, took integer not null)`.execute(db);
  await sql`insert into new_attempts select id, delivery_id, at, ${newOutcome}, error, took from attempts`.execute(db);
  for (const table of ['attempts', 'deliveries']) {
    await db.schema.dropTable(table).execute();
    // The reference to new_deliveries is renamed with it.
    await db.schema.alterTable(`new_${table}`).renameTo(table).execute();
  }
  await createIndexes(db);
  await sql`create index deliveries_created on deliveries (created_at)`.execute(db);
  await sql`create index deliveries_ref on deliveries (ref, channel) where ref is not null`.execute(db);
  await sql`create index attempts_delivery on attempts (delivery_id)`.execute(db);
}

async function alter(db: Kysely<unknown>): Promise<void> {
  for (const index of changedIndexes) await db.schema.dropIndex(index).execute();
  await sql`alter table deliveries drop constraint one_delivery_a_channel,
    alter column event_seq drop not null, alter column event_id drop not null,
    add column kind text not null default 'post', add column key text, add column not_before bigint`.execute(db);
  await sql`alter table deliveries rename column folded_into to batched_into`.execute(db);
  await inBatches(db, 'deliveries', sql`set key = event_id, state = ${newState('state')}`);
  await inBatches(db, 'attempts', sql`set outcome = ${newOutcome}`);
  await sql`alter table deliveries alter column key set not null, alter column kind drop default`.execute(db);
  await sql`create unique index deliveries_key on deliveries (key, channel, kind)`.execute(db);
  await createIndexes(db);
}

/** Rows per statement: PostgreSQL's statement timeout applies to migrations too. */
const batch = 10_000;

async function inBatches(db: Kysely<unknown>, table: string, change: RawBuilder<unknown>): Promise<void> {
  const { rows } = await sql<{ last: number | null }>`select max(id) as last from ${sql.table(table)}`.execute(db);
  const last = rows[0]?.last ?? 0;
  for (let from = 0; from <= last; from += batch) {
    await sql`update ${sql.table(table)} ${change} where id >= ${from} and id < ${from + batch}`.execute(db);
  }
}
