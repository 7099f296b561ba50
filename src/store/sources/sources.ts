/** The sources that were added beside those of the environment. */
import { raiseRevision } from '../cache-version.ts';
import type { Db } from '../tables.ts';

export interface StoredSource {
  /** `POST /webhooks/<name>` */
  name: string;
  provider: string;
  /** The provider's credentials, to be checked with its schema. */
  credentials: unknown;
  /** The only workspace whose rules see its events, `slack:T0123`; null: everybody's do. */
  workspace: string | null;
  /** Those that were replaced, good until a moment (milliseconds). */
  old?: { credentials: unknown; until: number };
  /** When that was last done, milliseconds. */
  rotatedAt?: number;
}

/** By name. */
export async function listSources(db: Db): Promise<StoredSource[]> {
  const rows = await db.selectFrom('sources').selectAll().where('removed_at', 'is', null).orderBy('name').execute();
  return rows.map(({ name, provider, credentials, workspace, old_credentials, old_until, rotated_at }) => ({
    ...{ name, provider, credentials: JSON.parse(credentials), workspace },
    ...(old_credentials !== null && { old: { credentials: JSON.parse(old_credentials), until: old_until ?? 0 } }),
    ...(rotated_at !== null && { rotatedAt: rotated_at }),
  }));
}

type SourceInput = Omit<StoredSource, 'workspace'> & Partial<Pick<StoredSource, 'workspace'>>;

/**
 * Adds a source, or makes the one of that name what is given here, and forgets whatever old credentials are over. Call it in
 * a transaction.
 */
export async function putSource(db: Db, source: SourceInput, now: number): Promise<void> {
  const { name, provider, credentials, workspace = null, old, rotatedAt = null } = source;
  const kept = { old_credentials: old ? JSON.stringify(old.credentials) : null, old_until: old?.until ?? null };
  const row = {
    ...{ provider, credentials: JSON.stringify(credentials), ...kept, rotated_at: rotatedAt },
    ...{ workspace, removed_at: null },
  };
  // First, so that whoever changes sources comes one after the other.
  await raiseRevision(db, 'sources');
  await db
    .insertInto('sources')
    .values({ name, ...row, created_at: now })
    .onConflict(conflict => conflict.column('name').doUpdateSet(row))
    .execute();
  const forgotten = { old_credentials: null, old_until: null };
  await db.updateTable('sources').set(forgotten).where('old_until', '<=', now).execute();
}

/** Adds a source; false when the name is taken, or was another workspace's, whose events bear it. Call it in a transaction. */
export async function addSource(db: Db, source: StoredSource, now: number): Promise<boolean> {
  await raiseRevision(db, 'sources');
  const { name, workspace } = source;
  const before = await db.selectFrom('sources').selectAll().where('name', '=', name).executeTakeFirst();
  if (before && (before.removed_at === null || before.workspace !== workspace)) return false;
  await putSource(db, source, now);
  return true;
}

/** Forgets its credentials at once; whose it was stays known, since its events stay. Call it in a transaction. */
export async function removeSource(db: Db, name: string, now: number): Promise<void> {
  await raiseRevision(db, 'sources');
  await db
    .updateTable('sources')
    .set({ credentials: 'null', old_credentials: null, old_until: null, removed_at: now })
    .where('name', '=', name)
    .where('removed_at', 'is', null)
    .execute();
}

export async function findSource(db: Db, name: string): Promise<StoredSource | null> {
  return (await listSources(db)).find(source => source.name === name) ?? null;
}

/** The workspace of each source that is one workspace's alone, removed ones too, by its name. */
export async function listOwners(db: Db): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('sources')
    .select(['name', 'workspace'])
    .where('workspace', 'is not', null)
    .execute();
  return new Map(rows.map(row => [row.name, row.workspace ?? '']));
}
