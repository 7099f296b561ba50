/** The sources that were added beside those of the environment. */
import { raiseRevision } from './revisions.ts';
import type { Db } from './tables.ts';

export interface StoredSource {
  /** `POST /webhooks/<name>` */
  name: string;
  provider: string;
  /** The provider's credentials, to be checked with its schema. */
  credentials: unknown;
}

/** By name. */
export async function listSources(db: Db): Promise<StoredSource[]> {
  const rows = await db.selectFrom('sources').selectAll().orderBy('name').execute();
  return rows.map(({ name, provider, credentials }) => ({ name, provider, credentials: JSON.parse(credentials) }));
}

/** Adds a source, or gives the one of that name new credentials. Call it in a transaction. */
export async function putSource(db: Db, { name, provider, credentials }: StoredSource, now: number): Promise<void> {
  const row = { provider, credentials: JSON.stringify(credentials) };
  await db
    .insertInto('sources')
    .values({ name, ...row, created_at: now })
    .onConflict(conflict => conflict.column('name').doUpdateSet(row))
    .execute();
  await raiseRevision(db, 'sources');
}
