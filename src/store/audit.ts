import type { Db } from './tables.ts';

/** Who did what to what; `actor` is a person's id on a platform, or `cli`, `config`. */
export interface AuditEntry {
  actor: string;
  action: string;
  target: string;
  detail?: unknown;
}

export async function audit(db: Db, entry: AuditEntry, now: number): Promise<void> {
  const { actor, action, target, detail } = entry;
  await db
    .insertInto('audit')
    .values({ at: now, actor, action, target, detail: JSON.stringify(detail ?? null) })
    .execute();
}
