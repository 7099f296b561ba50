/** Counters that a change raises, so that whoever keeps a copy in memory, in any process, sees that it is old. */
import type { Db } from './tables.ts';

export type RevisionName = 'rules' | 'templates' | 'sources' | 'lanes';

export async function readRevision(db: Db, name: RevisionName): Promise<number> {
  const row = await db.selectFrom('revisions').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value ?? 0;
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
 * A copy in memory that is read again when its revision was raised: `get(db)` costs one small query.
 */
export function createCached<Value>(name: RevisionName, load: (db: Db) => Promise<Value>): (db: Db) => Promise<Value> {
  let kept: { revision: number; value: Value } | null = null;
  return async db => {
    const revision = await readRevision(db, name);
    if (kept?.revision !== revision) kept = { revision, value: await load(db) };
    return kept.value;
  };
}
