import type { Db } from '../tables.ts';

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

/** When the rules of a channel were last changed, if that was at or after `since` (both milliseconds); else null. */
export async function lastRuleChange(db: Db, channel: string, since: number): Promise<number | null> {
  const row = await db
    .selectFrom('audit')
    .select('at')
    .where('target', '=', channel)
    .where('at', '>=', since)
    .where(eb => eb.or([eb('action', '=', 'import'), eb('action', 'like', '% rule')]))
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.at ?? null;
}

export async function audit(db: Db, entry: AuditEntry, now: number): Promise<void> {
  const { actor, action, target, detail } = entry;
  await db
    .insertInto('audit')
    .values({ at: now, actor, action, target, detail: JSON.stringify(detail ?? null) })
    .execute();
}
