import type { Prune } from './prune-step.ts';

/** Looks at the next entries of the audit log, and deletes the old ones. */
export const pruneAudit: Prune = async (tx, _kind, { before, after, limit, remove }) => {
  const rows = await tx
    .selectFrom('audit')
    .select(['id', 'at'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  const old = rows.filter(({ at }) => at < before).map(({ id }) => id);
  if (remove && old.length > 0) await tx.deleteFrom('audit').where('id', 'in', old).execute();
  const isOver = rows.length < limit || old.length === 0;
  return { next: isOver ? null : (rows.at(-1)?.id ?? null), rows: { audit: old.length } };
};
