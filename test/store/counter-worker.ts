/** The entry file of SQLite's thread for in-thread.test.ts. */
import { setTimeout as delay } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import { sql } from 'kysely';
import { raiseRevision, readRevision } from '../../src/store/cache-version.ts';
import type { Database } from '../../src/store/database.ts';
import { serveSqlite } from '../../src/store/sqlite/worker-server.ts';

export interface Counter {
  threadId(): Promise<number>;
  raiseSlowly(times: number): Promise<number[]>;
  raiseAndFail(): Promise<void>;
  breakRule(): Promise<void>;
  continueAfterRollback(): Promise<void>;
}

function createCounter({ db }: Database) {
  return {
    threadId: async () => threadId,
    raiseSlowly: times =>
      db.transaction().execute(async tx => {
        const read: number[] = [];
        for (let at = 0; at < times; at++) {
          await raiseRevision(tx, 'lanes');
          await delay(5);
          read.push(await readRevision(tx, 'lanes'));
        }
        return read;
      }),
    raiseAndFail: () =>
      db.transaction().execute(async tx => {
        await raiseRevision(tx, 'lanes');
        throw new Error('on purpose');
      }),
    breakRule: async () => {
      const row = { channel: 'slack:T1/C1', at: 1 };
      await db.insertInto('greetings').values([row, row]).execute();
    },
    continueAfterRollback: () =>
      db.transaction().execute(async tx => {
        const greet = sql`insert or rollback into greetings (channel, at) values ('slack:T1/C1', 1)`;
        await greet.execute(tx);
        // SQLite rolls all of it back.
        await greet.execute(tx).catch(() => {});
        await raiseRevision(tx, 'lanes');
      }),
  } satisfies Counter;
}

serveSqlite(async () => createCounter);
