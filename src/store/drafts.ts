/** What somebody has begun to fill in: kept between two forms, for a day. */
import { randomBytes } from 'node:crypto';
import type { Db } from './tables.ts';

/** Milliseconds. */
const keptFor = 24 * 60 * 60_000;

export interface Draft {
  /** A person: `slack:U0123`; nobody else gets it back. */
  author: string;
  channel: string;
  body: unknown;
}

/** Keeps a draft and gives its id, 16 characters. Sweeps out what is older than a day. */
export async function keepDraft(db: Db, draft: Draft, now: number): Promise<string> {
  const id = randomBytes(12).toString('base64url');
  await keepDraftAs(db, id, draft, now);
  return id;
}

/** The same under an id that is given; what is kept under it already is kept anew. */
export async function keepDraftAs(db: Db, id: string, { author, channel, body }: Draft, now: number): Promise<void> {
  await db
    .deleteFrom('drafts')
    .where('created_at', '<', now - keptFor)
    .execute();
  const row = { author, channel, body: JSON.stringify(body), created_at: now };
  await db
    .insertInto('drafts')
    .values({ id, ...row })
    .onConflict(conflict => conflict.column('id').doUpdateSet(row))
    .execute();
}

/** What was kept under this id by this person for this channel; null when it is gone, as it is after a day. */
export async function findDraft(
  db: Db,
  id: string,
  { author, channel }: Omit<Draft, 'body'>,
  now: number,
): Promise<unknown> {
  const row = await db
    .selectFrom('drafts')
    .select('body')
    .where('id', '=', id)
    .where('author', '=', author)
    .where('channel', '=', channel)
    .where('created_at', '>=', now - keptFor)
    .executeTakeFirst();
  return row ? JSON.parse(row.body) : null;
}

/** False when it is gone. In a transaction nobody else changes or drops it meanwhile. */
export async function changeDraft(db: Db, id: string, body: unknown, now: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('drafts')
    .set({ body: JSON.stringify(body), created_at: now })
    .where('id', '=', id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function dropDraft(db: Db, id: string): Promise<void> {
  await db.deleteFrom('drafts').where('id', '=', id).execute();
}
