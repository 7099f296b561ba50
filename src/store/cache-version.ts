/** Counters that a change raises, so that whoever keeps a copy in memory, in any process, sees that it is old. */
import type { Db } from './tables.ts';

export type RevisionName = 'rules' | 'templates' | 'sources' | 'lanes';

/** Of several, one number that rises when any of them does. */
export async function readRevision(db: Db, ...names: readonly RevisionName[]): Promise<number> {
  const rows = await db.selectFrom('revisions').select('value').where('name', 'in', names).execute();
  return rows.reduce((sum, { value }) => sum + value, 0);
}

/** Call it in the transaction that makes the change. */
export async function raiseRevision(db: Db, name: RevisionName): Promise<void> {
  await db
    .insertInto('revisions')
    .values({ name, value: 1 })
    .onConflict(conflict => conflict.column('name').doUpdateSet(eb => ({ value: eb('revisions.value', '+', 1) })))
    .execute();
}

/**
 * A copy in memory that is read again when one of its revisions was raised: to ask for it costs one small query.
 */
export function createCached<Value>(
  names: readonly RevisionName[],
  load: (db: Db) => Promise<Value>,
): (db: Db) => Promise<Value> {
  let kept: { revision: number; value: Value } | null = null;
  return async db => {
    const revision = await readRevision(db, ...names);
    if (kept?.revision !== revision) kept = { revision, value: await load(db) };
    return kept.value;
  };
}
