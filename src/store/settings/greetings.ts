import type { Db } from '../tables.ts';

/** The channel is greeted anew the next time. */
export async function forgetGreeting(db: Db, channel: string): Promise<void> {
  await db.deleteFrom('greetings').where('channel', '=', channel).execute();
}

/** True the first time for a channel, `slack:T0123/C0456`. */
export async function greetOnce(db: Db, channel: string, now: number): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('greetings')
    .values({ channel, at: now })
    .onConflict(conflict => conflict.column('channel').doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}
