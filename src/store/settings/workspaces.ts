import type { Db } from '../tables.ts';

/** Access to the rules of a workspace's channels: all members, managers, or named people. Its admins always have access. */
export type Access =
  /** Everyone that the platform lets use the command. */
  { who: 'members' } | { who: 'managers' } | { who: 'named'; people: readonly string[] };

/** Reads a workspace's access; `address` is `slack:T0123`. Default: members. */
export async function readAccess(db: Db, address: string): Promise<Access> {
  const row = await db.selectFrom('workspaces').select('access').where('address', '=', address).executeTakeFirst();
  return row ? JSON.parse(row.access) : { who: 'members' };
}

/** Saves a workspace's access. */
export async function saveAccess(db: Db, address: string, access: Access): Promise<void> {
  const row = { access: JSON.stringify(access) };
  await db
    .insertInto('workspaces')
    .values({ address, ...row })
    .onConflict(conflict => conflict.column('address').doUpdateSet(row))
    .execute();
}
