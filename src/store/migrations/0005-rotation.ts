import type { Kysely } from 'kysely';

/** Credentials that were replaced and are still good for a while. */
export const rotation = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('sources').addColumn('old_credentials', 'text').execute();
    await db.schema.alterTable('sources').addColumn('old_until', 'bigint').execute();
    await db.schema.alterTable('sources').addColumn('rotated_at', 'bigint').execute();
  },
};
