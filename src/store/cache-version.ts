/** Counters that each change raises: every process sees from them that its copy in memory is out of date. */
import type { Db } from './tables.ts';

const revisionNames = ['rules', 'templates', 'sources', 'lanes'] as const;
type RevisionName = (typeof revisionNames)[number];

/** All counters at one time. */
export type Revisions = Readonly<Record<RevisionName, number>>;

/** Reads all counters with one query. */
export async function readRevisions(db: Db): Promise<Revisions> {
  const rows = await db.selectFrom('revisions').select(['name', 'value']).execute();
  const values = new Map(rows.map(({ name, value }) => [name, value]));
  const [rules = 0, templates = 0, sources = 0, lanes = 0] = revisionNames.map(name => values.get(name));
  return { rules, templates, sources, lanes };
}

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

/**
 * A reader that keeps its value in memory and loads it again after a change. A read costs one small query, or none for a
 * caller that has just read the counters.
 */
export type Cached<Value> = (db: Db, revisions?: Revisions) => Promise<Value>;

/** Creates a reader of a value that depends on the data of these counters. */
export function createCached<Value>(names: readonly RevisionName[], load: (db: Db) => Promise<Value>): Cached<Value> {
  let cached: { revision: number; value: Value } | null = null;
  return async (db, revisions) => {
    const revision = revisions
      ? names.reduce((sum, name) => sum + revisions[name], 0)
      : await readRevision(db, ...names);
    if (cached?.revision !== revision) cached = { revision, value: await load(db) };
    return cached.value;
  };
}
