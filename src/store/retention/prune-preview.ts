import { sql } from 'kysely';
import type { Prune } from './prune-step.ts';

/** Looks at the next messages of the preview page, and deletes the old ones without a delivery. Others go with it. */
export const prunePreview: Prune = async (tx, _kind, { before, after, limit, remove }) => {
  const rows = await tx
    .selectFrom('preview')
    .select(['id', 'posted_at'])
    .select(
      sql<boolean | number>`exists (select 1 from deliveries
        where ref = cast(preview.id as text) and channel = 'preview:' || preview.channel)`.as('delivered'),
    )
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  const old = rows.filter(row => row.posted_at < before && !row.delivered).map(({ id }) => id);
  if (remove && old.length > 0) await tx.deleteFrom('preview').where('id', 'in', old).execute();
  const isOver = rows.length < limit || rows.every(row => row.posted_at >= before);
  return { next: isOver ? null : (rows.at(-1)?.id ?? null), rows: { preview: old.length } };
};
