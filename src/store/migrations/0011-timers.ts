import { type Kysely, sql } from 'kysely';

/** Timers, and those for the mutes and the saved state that exist. */
export const timers = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('timers')
      .addColumn('due', 'bigint', column => column.notNull())
      .addColumn('kind', 'text', column => column.notNull())
      .addColumn('key', 'text', column => column.notNull())
      .addColumn('payload', 'text', column => column.notNull())
      .addPrimaryKeyConstraint('timers_key', ['kind', 'key'])
      .execute();
    await db.schema.createIndex('timers_due').on('timers').columns(['due', 'kind', 'key']).execute();
    await sql`insert into timers (due, kind, key, payload)
      select muted_until, 'mute', address, 'null' from channels where muted_until is not null`.execute(db);
    await sql`insert into timers (due, kind, key, payload)
      select min(created_at) + 86400000, 'saved-state', '', 'null' from drafts having count(*) > 0`.execute(db);
  },
};
