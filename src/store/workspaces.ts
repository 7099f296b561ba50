import type { Db } from './tables.ts';

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

/** From now on it is one of those in use. */
export async function rememberWorkspace(db: Db, address: string): Promise<void> {
  const access: Access = { who: 'members' };
  await db
    .insertInto('workspaces')
    .values({ address, access: JSON.stringify(access) })
    .onConflict(conflict => conflict.column('address').doNothing())
    .execute();
}

/** The addresses of channels and workspaces that were greeted or remembered, or have rules, sources or an access rule. */
export async function listAddressesInUse(db: Db): Promise<string[]> {
  const channels = await db.selectFrom('channels').select('address').execute();
  const accesses = await db.selectFrom('workspaces').select('address').execute();
  const greeted = await db.selectFrom('greetings').select('channel as address').execute();
  const sources = await db.selectFrom('sources').select('workspace').execute();
  const owners = sources.flatMap(({ workspace }) => workspace ?? []);
  return [...channels, ...accesses, ...greeted].map(({ address }) => address).concat(owners);
}
