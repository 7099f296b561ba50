/** Secrets that Callboard generates for itself, shared by every process on this store. */
import { randomBytes } from 'node:crypto';
import type { Db } from '../tables.ts';

/** Reads a secret by name: 256 random bits, base64url. The first process to read it creates it. */
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
