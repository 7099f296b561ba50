import type { Kysely } from 'kysely';

/** Who serves, and which of them does what; channels that are to be quiet for a while. */
export const replicas = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('replicas')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('until', 'bigint', column => column.notNull())
      .execute();
    await db.schema
      .createTable('leases')
      .addColumn('name', 'text', column => column.primaryKey())
      .addColumn('owner', 'text')
      .addColumn('ready_at', 'bigint', column => column.notNull().defaultTo(0))
      .execute();
    await db.schema.alterTable('channels').addColumn('muted_until', 'bigint').execute();
    await db.schema
      .createIndex('deliveries_created')
      .on('deliveries')
      .columns(['created_at', 'channel', 'state'])
      .execute();
  },
};
