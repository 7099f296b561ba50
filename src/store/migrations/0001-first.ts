import { type Kysely, sql } from 'kysely';
import type { DatabaseKind } from '../tables.ts';

/** The first tables. */
export function first(kind: DatabaseKind) {
  const serial = kind === 'sqlite' ? 'integer' : 'bigserial';
  const table = (db: Kysely<unknown>, name: string, key: string) =>
    db.schema
      .createTable(name)
      .addColumn(key, serial, column =>
        kind === 'sqlite' ? column.primaryKey().autoIncrement() : column.primaryKey(),
      );

  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await table(db, 'events', 'seq')
        .addColumn('id', 'text', column => column.notNull().unique())
        .addColumn('source', 'text', column => column.notNull())
        .addColumn('provider', 'text', column => column.notNull())
        .addColumn('trigger', 'text', column => column.notNull())
        .addColumn('type', 'text', column => column.notNull())
        .addColumn('subject', 'text')
        .addColumn('time', 'text')
        .addColumn('received_at', 'bigint', column => column.notNull())
        .addColumn('status', 'text', column => column.notNull())
        .addColumn('problems', 'text', column => column.notNull())
        .addColumn('body', 'text', column => column.notNull())
        .addColumn('raw', 'text', column => column.notNull())
        .addColumn('pair', 'text')
        .addColumn('side', 'text')
        .addColumn('duplicates', 'integer', column => column.notNull().defaultTo(0))
        .addColumn('routed_at', 'bigint')
        .execute();
      await sql`create index events_session on events (source, subject) where subject is not null`.execute(db);
      await sql`create index events_pair on events (pair, side) where pair is not null`.execute(db);
      await sql`create index events_unrouted on events (seq) where routed_at is null and status = 'accepted'`.execute(
        db,
      );
      await sql`create index events_type on events (type, seq)`.execute(db);

      await table(db, 'deliveries', 'id')
        .addColumn('event_seq', 'bigint', column => column.notNull().references('events.seq'))
        .addColumn('event_id', 'text', column => column.notNull())
        .addColumn('channel', 'text', column => column.notNull())
        .addColumn('rule_id', 'text', column => column.notNull())
        .addColumn('rule', 'text', column => column.notNull())
        .addColumn('state', 'text', column => column.notNull())
        .addColumn('attempts', 'integer', column => column.notNull().defaultTo(0))
        .addColumn('nonce', 'text', column => column.notNull())
        .addColumn('folded_into', 'bigint')
        .addColumn('error', 'text')
        .addColumn('ref', 'text')
        .addColumn('created_at', 'bigint', column => column.notNull())
        .addColumn('updated_at', 'bigint', column => column.notNull())
        .addUniqueConstraint('one_delivery_a_channel', ['event_seq', 'channel'])
        .execute();
      await sql`create index deliveries_lane on deliveries (channel, id) where state in ('pending', 'sending')`.execute(
        db,
      );
      await sql`create index deliveries_state on deliveries (state, id)`.execute(db);
      await sql`create index deliveries_event on deliveries (event_id)`.execute(db);

      await sql`create index deliveries_folded on deliveries (folded_into) where folded_into is not null`.execute(db);

      await db.schema
        .createTable('lanes')
        .addColumn('channel', 'text', column => column.primaryKey())
        .addColumn('held', 'text')
        .addColumn('since', 'bigint', column => column.notNull())
        .addColumn('failures', 'integer', column => column.notNull())
        .addColumn('next_at', 'bigint', column => column.notNull())
        .execute();
      await table(db, 'attempts', 'id')
        .addColumn('delivery_id', 'bigint', column => column.notNull().references('deliveries.id').onDelete('cascade'))
        .addColumn('at', 'bigint', column => column.notNull())
        .addColumn('outcome', 'text', column => column.notNull())
        .addColumn('error', 'text')
        .addColumn('took', 'integer', column => column.notNull())
        .execute();
      await sql`create index attempts_delivery on attempts (delivery_id)`.execute(db);

      await db.schema
        .createTable('channels')
        .addColumn('address', 'text', column => column.primaryKey())
        .addColumn('timezone', 'text')
        .addColumn('quiet', 'text')
        .execute();
      await db.schema
        .createTable('rules')
        .addColumn('id', 'text', column => column.primaryKey())
        .addColumn('channel', 'text', column => column.notNull().references('channels.address').onDelete('cascade'))
        .addColumn('position', 'integer', column => column.notNull())
        .addColumn('body', 'text', column => column.notNull())
        .execute();
      await sql`create index rules_channel on rules (channel, position)`.execute(db);
      await db.schema
        .createTable('templates')
        .addColumn('name', 'text', column => column.notNull())
        .addColumn('version', 'integer', column => column.notNull())
        .addColumn('body', 'text')
        .addColumn('author', 'text', column => column.notNull())
        .addColumn('created_at', 'bigint', column => column.notNull())
        .addPrimaryKeyConstraint('templates_key', ['name', 'version'])
        .execute();
      await db.schema
        .createTable('sources')
        .addColumn('name', 'text', column => column.primaryKey())
        .addColumn('provider', 'text', column => column.notNull())
        .addColumn('credentials', 'text', column => column.notNull())
        .addColumn('created_at', 'bigint', column => column.notNull())
        .execute();
      await table(db, 'audit', 'id')
        .addColumn('at', 'bigint', column => column.notNull())
        .addColumn('actor', 'text', column => column.notNull())
        .addColumn('action', 'text', column => column.notNull())
        .addColumn('target', 'text', column => column.notNull())
        .addColumn('detail', 'text', column => column.notNull())
        .execute();
      await db.schema
        .createTable('revisions')
        .addColumn('name', 'text', column => column.primaryKey())
        .addColumn('value', 'bigint', column => column.notNull())
        .execute();
      await table(db, 'preview', 'id')
        .addColumn('channel', 'text', column => column.notNull())
        .addColumn('nonce', 'text', column => column.notNull().unique())
        .addColumn('message', 'text', column => column.notNull())
        .addColumn('reply_to', 'text')
        .addColumn('posted_at', 'bigint', column => column.notNull())
        .addColumn('edited_at', 'bigint')
        .execute();
    },
  };
}
