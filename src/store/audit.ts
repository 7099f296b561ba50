import type { Db } from './tables.ts';

/** Who did what to what; `actor` is a person's id on a platform, or `cli`, `config`. */
export interface AuditEntry {
  actor: string;
  action: string;
  target: string;
  detail?: unknown;
}

/** One line of the log, as it is read again. */
export interface AuditLine extends AuditEntry {
  /** Milliseconds. */
  at: number;
}

/** What was done to any of these, the newest first. */
export async function listAudit(db: Db, targets: readonly string[], limit: number): Promise<AuditLine[]> {
  const rows = await db
    .selectFrom('audit')
    .selectAll()
    .where('target', 'in', targets)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ at, actor, action, target, detail }) => ({
    at,
    actor,
    action,
    target,
    detail: JSON.parse(detail),
  }));
}

export async function audit(db: Db, entry: AuditEntry, now: number): Promise<void> {
  const { actor, action, target, detail } = entry;
  await db
    .insertInto('audit')
    .values({ at: now, actor, action, target, detail: JSON.stringify(detail ?? null) })
    .execute();
}
