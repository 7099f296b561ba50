import { type Kysely, sql } from 'kysely';

/** Which channels a test webhook may reach; null: a real webhook. */
export const tests = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('events').addColumn('test', 'text').execute();
    await sql`update events set test = 'real' where source = 'sample'`.execute(db);
  },
};
