import type { Kysely } from 'kysely';

/** Previous credentials, which stay valid for a while. */
export const rotation = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('sources').addColumn('old_credentials', 'text').execute();
    await db.schema.alterTable('sources').addColumn('old_until', 'bigint').execute();
    await db.schema.alterTable('sources').addColumn('rotated_at', 'bigint').execute();
  },
};
