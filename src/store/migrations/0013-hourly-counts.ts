import type { Kysely } from 'kysely';

/** Counters that stay when events are pruned. */
export const hourlyCounts = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('hourly_counts')
      .addColumn('hour', 'bigint', column => column.notNull())
      .addColumn('channel', 'text', column => column.notNull())
      .addColumn('source', 'text', column => column.notNull())
      .addColumn('type', 'text', column => column.notNull())
      .addColumn('outcome', 'text', column => column.notNull())
      .addColumn('count', 'bigint', column => column.notNull())
      .addPrimaryKeyConstraint('hourly_counts_key', ['hour', 'channel', 'source', 'type', 'outcome'])
      .execute();
  },
};
