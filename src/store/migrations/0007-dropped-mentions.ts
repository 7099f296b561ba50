import type { Kysely } from 'kysely';

/** Mentions that a platform rejected, and that a message leaves out. */
export const droppedMentions = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('deliveries').addColumn('dropped_mentions', 'text').execute();
  },
};
