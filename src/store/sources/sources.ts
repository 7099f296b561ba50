/** Sources that were added from chat, in addition to those of the environment. */
import { raiseRevision } from '../cache-version.ts';
import type { Db } from '../tables.ts';

export interface StoredSource {
  /** `POST /webhooks/<name>` */
  name: string;
  provider: string;
  /** The provider's credentials, to be checked with its schema. */
  credentials: unknown;
  /** The only workspace whose rules see its events, `slack:T0123`; null: shared by all. */
  workspace: string | null;
  /** The previous credentials, valid until a time (milliseconds). */
  old?: { credentials: unknown; until: number };
  /** When the credentials were last replaced, milliseconds. */
  rotatedAt?: number;
}

/** Lists sources, sorted by name. */
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
 * Adds a source or replaces the one of that name, and deletes expired previous credentials of all sources. Call it in a
 * transaction.
 */
export async function putSource(db: Db, source: SourceInput, now: number): Promise<void> {
  const { name, provider, credentials, workspace = null, old, rotatedAt = null } = source;
  const previous = { old_credentials: old ? JSON.stringify(old.credentials) : null, old_until: old?.until ?? null };
  const row = {
    ...{ provider, credentials: JSON.stringify(credentials), ...previous, rotated_at: rotatedAt },
    ...{ workspace, removed_at: null },
  };
  // First, since this row's lock makes concurrent changes wait.
  await raiseRevision(db, 'sources');
  await db
    .insertInto('sources')
    .values({ name, ...row, created_at: now })
    .onConflict(conflict => conflict.column('name').doUpdateSet(row))
    .execute();
  const expired = { old_credentials: null, old_until: null };
  await db.updateTable('sources').set(expired).where('old_until', '<=', now).execute();
}

/**
 * Adds a source; false when the name is taken, or was another workspace's, whose events still have it. Call it in a
 * transaction.
 */
export async function addSource(db: Db, source: StoredSource, now: number): Promise<boolean> {
  await raiseRevision(db, 'sources');
  const { name, workspace } = source;
  const before = await db.selectFrom('sources').selectAll().where('name', '=', name).executeTakeFirst();
  if (before && (before.removed_at === null || before.workspace !== workspace)) return false;
  await putSource(db, source, now);
  return true;
}

/**
 * Removes a source and deletes its credentials. Its row stays, with its workspace, since its events stay. Call it in a
 * transaction.
 */
export async function removeSource(db: Db, name: string, now: number): Promise<void> {
  await raiseRevision(db, 'sources');
  await db
    .updateTable('sources')
    .set({ credentials: 'null', old_credentials: null, old_until: null, removed_at: now })
    .where('name', '=', name)
    .where('removed_at', 'is', null)
    .execute();
}

/** Finds a source by name; null when it doesn't exist. */
export async function findSource(db: Db, name: string): Promise<StoredSource | null> {
  return (await listSources(db)).find(source => source.name === name) ?? null;
}

/** Reads the workspace of each source that belongs to one, by source name, with removed sources. */
export async function listOwners(db: Db): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('sources')
    .select(['name', 'workspace'])
    .where('workspace', 'is not', null)
    .execute();
  return new Map(rows.map(row => [row.name, row.workspace ?? '']));
}

/** The sources that belong to other workspaces. `owners` maps a source to its workspace, see listOwners(). */
export function otherWorkspacesSources(owners: ReadonlyMap<string, string>, workspace: string): string[] {
  return [...owners].flatMap(([source, owner]) => (owner === workspace ? [] : source));
}
