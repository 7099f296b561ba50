import { type Kysely, sql } from 'kysely';
import type { DatabaseKind } from '../tables.ts';

/** Long sessions get a stored state. It is computed when it is first needed, so this table starts empty. */
export function sessions(kind: DatabaseKind) {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await sql`create table sessions (
        source text not null, subject text not null, test integer not null, upto bigint not null, state text,
        revision integer not null, primary key (source, subject, test))`.execute(db);
      // The events after a state are found by `seq`, which is part of every index in SQLite.
      if (kind === 'sqlite') return;
      await db.schema.dropIndex('events_session').execute();
      await sql`create index events_session on events (source, subject, seq) where subject is not null`.execute(db);
    },
  };
}
