/** Clears the bodies of old webhooks. Only a retry of a quarantined event reads its body, so those stay. */
import { type RawBuilder, sql } from 'kysely';
import type { Prune } from './prune-step.ts';

/** A cleared body: JSON without content. */
const cleared = 'null';

/** Looks at the next events, and clears those bodies that are old. */
export const pruneBodies: Prune = async (tx, _kind, { before, after, limit, remove }) => {
  const rows = await tx
    .selectFrom('events')
    .select(['seq', 'received_at'])
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute();
  const last = rows.at(-1)?.seq ?? after;
  const isOver = rows.length < limit || rows.every(row => row.received_at >= before);
  // The length is in the row's header, so that a body isn't read.
  const old: RawBuilder<unknown> = sql`from events where seq > ${after} and seq <= ${last} and received_at < ${before}
    and status = 'accepted' and routed_at is not null and octet_length(raw) > ${sql.lit(cleared.length)}`;
  const next = isOver ? null : last;
  if (!remove) {
    const counted = await sql<{ count: number }>`select count(*) as count ${old}`.execute(tx);
    return { next, rows: { bodies: Number(counted.rows[0]?.count ?? 0) } };
  }
  const { numAffectedRows } = await sql`update events set raw = ${cleared} where seq in (select seq ${old})`.execute(
    tx,
  );
  return { next, rows: { bodies: Number(numAffectedRows ?? 0) } };
};
