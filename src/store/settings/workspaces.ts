import type { Db } from '../tables.ts';

/** Who may change the rules of a workspace's channels, beside its admins, who always may. */
export type Access =
  /** Whoever the platform lets use the command. */
  { who: 'members' } | { who: 'managers' } | { who: 'named'; people: readonly string[] };

/** `address` is `slack:T0123`. */
export async function readAccess(db: Db, address: string): Promise<Access> {
  const row = await db.selectFrom('workspaces').select('access').where('address', '=', address).executeTakeFirst();
  return row ? JSON.parse(row.access) : { who: 'members' };
}

export async function saveAccess(db: Db, address: string, access: Access): Promise<void> {
  const row = { access: JSON.stringify(access) };
  await db
    .insertInto('workspaces')
    .values({ address, ...row })
    .onConflict(conflict => conflict.column('address').doUpdateSet(row))
    .execute();
}
