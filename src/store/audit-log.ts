import type { Db } from './tables.ts';

/** An action on a target. `actor` is a person's id on a platform, or `cli`, `config`. */
interface AuditEntry {
  actor: string;
  action: string;
  target: string;
  detail?: unknown;
}

/** A stored entry. */
export interface AuditLine extends AuditEntry {
  /** Milliseconds. */
  at: number;
}

/** Lists the entries about any of these targets, newest first. */
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

/** Returns when a channel's rules last changed, if that was at or after `since` (both milliseconds); else null. */
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

/** Adds an entry. Call it in the transaction of the action. */
export async function audit(db: Db, entry: AuditEntry, now: number): Promise<void> {
  const { actor, action, target, detail } = entry;
  await db
    .insertInto('audit')
    .values({ at: now, actor, action, target, detail: JSON.stringify(detail ?? null) })
    .execute();
}
