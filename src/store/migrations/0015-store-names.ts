import type { Kysely } from 'kysely';

/** Names two tables by what they hold: why a channel waits, and what a form or a button saved. */
export const storeNames = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('lanes').renameTo('holds').execute();
    await db.schema.alterTable('drafts').renameTo('saved_state').execute();
  },
};
