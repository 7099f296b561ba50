import type { Kysely } from 'kysely';

/** Secrets that Callboard generates for itself, shared by every process on this store. */
export const secrets = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('secrets')
      .addColumn('name', 'text', column => column.primaryKey())
      .addColumn('value', 'text', column => column.notNull())
      .addColumn('created_at', 'bigint', column => column.notNull())
      .execute();
  },
};
