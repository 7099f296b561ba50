/** Deletes deliveries with everything that belongs to them. */
import { type RawBuilder, sql } from 'kysely';
import { bulkRows } from '../bulk-values.ts';
import type { Db } from '../tables.ts';
import type { PrunedRows } from './prune-step.ts';

type PrunedDeliveries = Pick<PrunedRows, 'deliveries' | 'attempts' | 'preview'>;

/** Deletes the deliveries that a condition selects, with their attempts, preview messages and cards that have no others. */
export async function deleteDeliveries(tx: Db, condition: RawBuilder<unknown>): Promise<PrunedDeliveries> {
  const pruned: PrunedDeliveries = { deliveries: 0, attempts: 0, preview: 0 };
  const { rows } = await sql<{ id: number; channel: string; nonce: string; card_id: string | null }>`
    select id, channel, nonce, card_id from deliveries where ${condition}`.execute(tx);
  const nonces = rows.filter(({ channel }) => channel.startsWith('preview:')).map(({ nonce }) => ({ nonce }));
  for (const some of bulkRows(tx, { nonce: 'text' }, nonces)) {
    pruned.preview += await countAffected(tx, sql`delete from preview where nonce in (${some})`);
  }
  const ids = rows.map(({ id }) => ({ id }));
  for (const some of bulkRows(tx, { id: 'bigint' }, ids)) {
    pruned.attempts += await countAffected(tx, sql`delete from attempts where delivery_id in (${some})`);
    // Other deliveries may be in a batch with these. They stay, and their message's record is gone.
    await sql`update deliveries set batched_into = null where batched_into in (${some})`.execute(tx);
    pruned.deliveries += await countAffected(tx, sql`delete from deliveries where id in (${some})`);
  }
  const cards = [...new Set(rows.flatMap(({ card_id: id }) => id ?? []))].map(id => ({ id }));
  for (const some of bulkRows(tx, { id: 'text' }, cards)) {
    await sql`delete from cards where id in (${some})
      and not exists (select 1 from deliveries where deliveries.card_id = cards.id)`.execute(tx);
  }
  return pruned;
}

/** Counts the rows that deleteDeliveries() would delete. */
export async function countDeliveries(tx: Db, condition: RawBuilder<unknown>): Promise<PrunedDeliveries> {
  const deliveries = sql`from deliveries where ${condition}`;
  const { rows } = await sql<PrunedDeliveries>`select
    (select count(*) ${deliveries}) as deliveries,
    (select count(*) from attempts where delivery_id in (select id ${deliveries})) as attempts,
    (select count(*) from preview where nonce in (
      select nonce ${deliveries} and channel like 'preview:%')) as preview`.execute(tx);
  const [{ deliveries: count = 0, attempts = 0, preview = 0 } = {}] = rows as Partial<PrunedDeliveries>[];
  return { deliveries: Number(count), attempts: Number(attempts), preview: Number(preview) };
}

/** Executes a statement, and returns the number of rows that it changes. */
export async function countAffected(tx: Db, statement: RawBuilder<unknown>): Promise<number> {
  return Number((await statement.execute(tx)).numAffectedRows ?? 0);
}
