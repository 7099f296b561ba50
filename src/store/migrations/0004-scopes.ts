import { type Kysely, sql } from 'kysely';

/** Templates of a channel or a workspace, sources of one workspace, and rejected webhooks per source. */
export const scopes = {
  async up(db: Kysely<unknown>): Promise<void> {
    // SQLite can't change a primary key.
    await db.schema
      .createTable('scoped_templates')
      .addColumn('scope', 'text', column => column.notNull())
      .addColumn('name', 'text', column => column.notNull())
      .addColumn('version', 'integer', column => column.notNull())
      .addColumn('body', 'text')
      .addColumn('author', 'text', column => column.notNull())
      .addColumn('created_at', 'bigint', column => column.notNull())
      .addPrimaryKeyConstraint('scoped_templates_key', ['scope', 'name', 'version'])
      .execute();
    await sql`insert into scoped_templates (scope, name, version, body, author, created_at)
      select '', name, version, body, author, created_at from templates`.execute(db);
    await db.schema.dropTable('templates').execute();
    await db.schema.alterTable('scoped_templates').renameTo('templates').execute();

    await db.schema.alterTable('sources').addColumn('workspace', 'text').execute();
    await db.schema.alterTable('sources').addColumn('removed_at', 'bigint').execute();

    // `/callboard why` finds a message's deliveries by its ref.
    await sql`create index deliveries_ref on deliveries (ref, channel) where ref is not null`.execute(db);

    await db.schema
      .createTable('refusals')
      .addColumn('source', 'text', column => column.primaryKey())
      .addColumn('count', 'bigint', column => column.notNull())
      .addColumn('at', 'bigint', column => column.notNull())
      .addColumn('reason', 'text', column => column.notNull())
      .execute();
  },
};
