import { type Kysely, sql } from 'kysely';

/** Replicas and their leases; muted channels. */
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
    // A delivery is written three times, and each write updates every index on a changed column.
    await db.schema.dropIndex('deliveries_state').execute();
    await sql`create index deliveries_dead on deliveries (id) where state = 'dead'`.execute(db);
    await db.schema.createIndex('deliveries_created').on('deliveries').columns(['created_at']).execute();
    // The unique constraint on event_seq and channel serves the same queries.
    await db.schema.dropIndex('deliveries_event').execute();
  },
};
