import { type Kysely, sql } from 'kysely';

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
    // A delivery is written three times: what is indexed by what changes is written anew each time.
    await db.schema.dropIndex('deliveries_state').execute();
    await sql`create index deliveries_dead on deliveries (id) where state = 'dead'`.execute(db);
    await db.schema.createIndex('deliveries_created').on('deliveries').columns(['created_at']).execute();
    // The constraint on event_seq and channel finds them too.
    await db.schema.dropIndex('deliveries_event').execute();
  },
};
