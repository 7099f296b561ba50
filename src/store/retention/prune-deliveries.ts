/** Deletes old deliveries without an event. Others go with their session. */
import { sql } from 'kysely';
import { bulkRows } from '../bulk-values.ts';
import { countDeliveries, deleteDeliveries } from './delete-deliveries.ts';
import { isLive } from './live-deliveries.ts';
import { addRows, noRows, type Prune } from './prune-step.ts';

/** Looks at the next deliveries, and deletes those that have no event, are old and neither wait nor failed recently. */
export const pruneDeliveries: Prune = async (tx, kind, { before, after, limit, remove }) => {
  const rows = await tx
    .selectFrom('deliveries')
    .select(['id', 'created_at'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  const last = rows.at(-1)?.id ?? after;
  const isOver = rows.length < limit || rows.every(row => row.created_at >= before);
  // PostgreSQL checks the conditions again when it has waited for a lock, so a retry in the meantime counts.
  const locked = sql.raw(remove && kind === 'postgres' ? 'for update' : '');
  const { rows: old } = await sql<{ id: number }>`select id from deliveries where id > ${after} and id <= ${last}
    and event_seq is null and updated_at < ${before} and not ${isLive(sql`deliveries`, before)}
    order by id ${locked}`.execute(tx);
  let pruned = noRows;
  for (const ids of bulkRows(tx, { id: 'bigint' }, old)) {
    const condition = sql`id in (${ids})`;
    pruned = addRows(pruned, await (remove ? deleteDeliveries : countDeliveries)(tx, condition));
  }
  return { next: isOver ? null : last, rows: pruned };
};
