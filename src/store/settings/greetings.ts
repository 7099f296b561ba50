import type { Db } from '../tables.ts';

/** Lets the channel be greeted again. */
export async function forgetGreeting(db: Db, channel: string): Promise<void> {
  await db.deleteFrom('greetings').where('channel', '=', channel).execute();
}

/** Lists the greeted channels of a workspace (`slack:T0123`). */
export async function listGreeted(db: Db, workspace: string): Promise<string[]> {
  const rows = await db.selectFrom('greetings').select('channel').orderBy('channel').execute();
  return rows.flatMap(({ channel }) => (channel.startsWith(`${workspace}/`) ? [channel] : []));
}

/** Records that a channel (`slack:T0123/C0456`) is greeted; true only the first time. */
export async function greetOnce(db: Db, channel: string, now: number): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('greetings')
    .values({ channel, at: now })
    .onConflict(conflict => conflict.column('channel').doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}
