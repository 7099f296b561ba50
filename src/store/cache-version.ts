/** Counters that each change raises: every process sees from them that its copy in memory is out of date. */
import type { Db } from './tables.ts';

type RevisionName = 'rules' | 'templates' | 'sources' | 'lanes';

/** Reads one number for all of these names. It rises whenever one of them is raised. */
export async function readRevision(db: Db, ...names: readonly RevisionName[]): Promise<number> {
  const rows = await db.selectFrom('revisions').select('value').where('name', 'in', names).execute();
  return rows.reduce((sum, { value }) => sum + value, 0);
}

/** Marks all copies as out of date. Call it in the transaction that makes the change. */
export async function raiseRevision(db: Db, name: RevisionName): Promise<void> {
  await db
    .insertInto('revisions')
    .values({ name, value: 1 })
    .onConflict(conflict => conflict.column('name').doUpdateSet(eb => ({ value: eb('revisions.value', '+', 1) })))
    .execute();
}

/** Returns a reader that keeps its value in memory and loads it again after a change. Each read costs one small query. */
export function createCached<Value>(
  names: readonly RevisionName[],
  load: (db: Db) => Promise<Value>,
): (db: Db) => Promise<Value> {
  let cached: { revision: number; value: Value } | null = null;
  return async db => {
    const revision = await readRevision(db, ...names);
    if (cached?.revision !== revision) cached = { revision, value: await load(db) };
    return cached.value;
  };
}
