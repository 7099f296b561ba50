/** Secrets that Callboard makes for itself, the same for every process on this store. */
import { randomBytes } from 'node:crypto';
import type { Db } from '../tables.ts';

/** The secret of this name: 256 random bits, base64url. The first process that asks creates it. */
export async function readSecret(db: Db, name: string): Promise<string> {
  const row = { name, value: randomBytes(32).toString('base64url'), created_at: Date.now() };
  await db
    .insertInto('secrets')
    .values(row)
    .onConflict(conflict => conflict.column('name').doNothing())
    .execute();
  const { value } = await db.selectFrom('secrets').select('value').where('name', '=', name).executeTakeFirstOrThrow();
  return value;
}
