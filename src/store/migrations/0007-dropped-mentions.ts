import type { Kysely } from 'kysely';

/** The mentions that a platform refused, and that a message is posted without. */
export const droppedMentions = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('deliveries').addColumn('dropped_mentions', 'text').execute();
  },
};
