import { type Kysely, sql } from 'kysely';

/** Cards: messages that are edited, and that replies go below. A delivery can belong to one. */
export const cards = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('cards')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('channel', 'text', column => column.notNull())
      .addColumn('key', 'text', column => column.notNull())
      .addColumn('ref', 'text')
      .addColumn('thread', 'text')
      .addColumn('shown', 'text')
      .addColumn('frozen', 'integer', column => column.notNull().defaultTo(0))
      .addColumn('open', 'integer', column => column.notNull().defaultTo(1))
      .addColumn('created_at', 'bigint', column => column.notNull())
      .addColumn('updated_at', 'bigint', column => column.notNull())
      .addUniqueConstraint('cards_key', ['channel', 'key'])
      .execute();
    await sql`alter table deliveries add column card_id text references cards (id)`.execute(db);
    await sql`create index deliveries_card on deliveries (card_id, id) where card_id is not null`.execute(db);
    await sql`create index deliveries_edits on deliveries (channel, id)
      where kind = 'edit' and state in ('queued', 'sending')`.execute(db);
  },
};
