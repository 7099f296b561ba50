import type { Kysely } from 'kysely';

/** State of chat: unfinished forms, access to a workspace's rules, and greeted channels. */
export const chat = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('drafts')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('author', 'text', column => column.notNull())
      .addColumn('channel', 'text', column => column.notNull())
      .addColumn('body', 'text', column => column.notNull())
      .addColumn('created_at', 'bigint', column => column.notNull())
      .execute();
    await db.schema.createIndex('drafts_created').on('drafts').columns(['created_at']).execute();
    await db.schema
      .createTable('workspaces')
      .addColumn('address', 'text', column => column.primaryKey())
      .addColumn('access', 'text', column => column.notNull())
      .execute();
    await db.schema
      .createTable('greetings')
      .addColumn('channel', 'text', column => column.primaryKey())
      .addColumn('at', 'bigint', column => column.notNull())
      .execute();
  },
};
