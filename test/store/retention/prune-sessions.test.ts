import { beforeEach, expect, test } from 'vitest';
import { listDeliveries, retryFailed } from '../../../src/store/deliveries/deliveries.ts';
import { pruneSessions } from '../../../src/store/retention/prune-sessions.ts';
import type { StepOptions } from '../../../src/store/retention/prune-step.ts';
import type { Db } from '../../../src/store/tables.ts';
import { describeOnDatabases, openTestDatabase } from '../../databases.ts';
import { insertDelivery, insertEvent } from './aged-rows.ts';

/** Rows from before this time are old. */
const before = 1_000_000_000;
const [old, recent] = [before - 1, before];

describeOnDatabases('steps of sessions', kind => {
  let db: Db;
  beforeEach(async () => {
    ({ db } = await openTestDatabase(kind));
  });

  test('at most one session is partly deleted after a step, and the next step goes on with it', async () => {
    const subjects = ['a', 'b', 'long', 'c'];
    for (let at = 0; at < 15; at++) {
      for (const subject of at < 4 ? subjects : ['long']) await insertEvent(db, old - 50, { subject });
    }
    const left: string[][] = [];
    for (let after: number | null = 0; after !== null; ) {
      const options: StepOptions = { before, after, limit: 3, remove: true };
      const step = await db.transaction().execute(tx => pruneSessions(tx, kind, options));
      const rows = await db.selectFrom('events').select('subject').execute();
      left.push(subjects.map(one => `${one} ${rows.filter(({ subject }) => subject === one).length}`));
      after = step.next;
    }
    expect(left).toEqual([
      ['a 0', 'b 4', 'long 15', 'c 4'],
      ['a 0', 'b 0', 'long 15', 'c 4'],
      ['a 0', 'b 0', 'long 9', 'c 4'],
      ['a 0', 'b 0', 'long 3', 'c 4'],
      ['a 0', 'b 0', 'long 0', 'c 4'],
      ['a 0', 'b 0', 'long 0', 'c 0'],
      ['a 0', 'b 0', 'long 0', 'c 0'],
    ]);
  });

  // SQLite's transactions run one after the other.
  if (kind === 'sqlite') return;

  test('a session stays whose failed delivery is retried while a step looks', async () => {
    const seq = await insertEvent(db, old);
    await insertDelivery(db, seq, old, { state: 'failed' });
    let results = 0;
    const options: StepOptions = { before, after: 0, limit: 3, remove: true };
    const step = await db.transaction().execute(tx => {
      const retrying = tx.withPlugin({
        transformQuery: ({ node }) => node,
        // After the queries for the next events and for live deliveries.
        async transformResult({ result }) {
          if (++results === 2) {
            await db.transaction().execute(other => retryFailed(other, {}, recent));
          }
          return result;
        },
      });
      return pruneSessions(retrying, kind, options);
    });
    expect(step.rows).toMatchObject({ events: 0, deliveries: 0 });
    expect((await listDeliveries(db)).map(({ state }) => state)).toEqual(['sending']);
  });
});
