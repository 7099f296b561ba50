/** Frequent queries use their index in SQLite, which uses a partial index only for a condition with the same text. */
import { CompiledQuery } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { readChannelStats } from '../../src/store/deliveries/channel-stats.ts';
import { listDeliveries, retryFailed } from '../../src/store/deliveries/deliveries.ts';
import { cardsInLane, channelsWithEdits, readEdits } from '../../src/store/deliveries/edits.ts';
import { readLedger } from '../../src/store/deliveries/ledger.ts';
import {
  busyChannels,
  listBatchMembers,
  nextDue,
  recordAttempts,
  waitingInLane,
} from '../../src/store/deliveries/outbox.ts';
import { hasUnrouted, unroutedEvents } from '../../src/store/events/events.ts';
import { readSession } from '../../src/store/events/read-sessions.ts';
import { openLeases } from '../../src/store/replicas/leases.ts';
import type { Db } from '../../src/store/tables.ts';
import { openTestDatabase } from '../databases.ts';

let database: Database;
beforeEach(async () => {
  database = await openTestDatabase();
});

/** Returns the query plans, one line per step. `SCAN` reads a whole table or index. */
async function plansOf(run: (db: Db) => Promise<unknown>): Promise<string[]> {
  const { db } = database;
  const queries: CompiledQuery[] = [];
  const watched = db.withPlugin({
    transformQuery({ node, queryId }) {
      queries.push(db.getExecutor().compileQuery(node, queryId));
      return node;
    },
    transformResult: async ({ result }) => result,
  });
  await run(watched);
  const plans: string[] = [];
  for (const { sql, parameters } of queries) {
    const { rows } = await db.executeQuery<{ detail: string }>(
      CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]),
    );
    plans.push(...rows.map(({ detail }) => detail));
  }
  return plans;
}

const event = { source: 'cometchat', subject: 's1' } as Parameters<typeof readSession>[1];

test.for<[string, (db: Db) => Promise<unknown>, RegExp]>([
  ['whether events are unrouted', hasUnrouted, /events_unrouted/],
  ['the unrouted events', db => unroutedEvents(db, 200), /events_unrouted/],
  ['the events of a session', db => readSession(db, event), /events_session \(source=\? AND subject=\? AND rowid>\?\)/],
  ['the state of a session', db => readSession(db, event), /sqlite_autoindex_sessions_1/],
  ['the lanes with deliveries to send', busyChannels, /deliveries_lane/],
  ['the next deliveries of a lane', db => waitingInLane(db, 'slack:T1/C1', 16, 0), /deliveries_lane/],
  ['when a lane is due', db => nextDue(db, 'slack:T1/C1'), /deliveries_lane/],
  ['the channels with waiting edits', channelsWithEdits, /deliveries_edits/],
  ['the waiting edits of a channel', db => Array.fromAsync(readEdits(db, 'slack:T1/C1')), /deliveries_edits/],
  ['the cards that are being posted', db => cardsInLane(db, ['c1']), /deliveries_card/],
  ['the deliveries of a batch', db => listBatchMembers(db, 1), /deliveries_batched/],
  ['the deliveries of an event', db => listDeliveries(db, { event: 'evt_1' }), /deliveries_event/],
  ['the failed deliveries', db => listDeliveries(db, { state: 'failed' }), /deliveries_failed/],
  ['the failed deliveries to retry', db => retryFailed(db, { channel: 'slack:T1/C1' }, 0), /deliveries_failed/],
  ['the waiting deliveries of a workspace', db => readChannelStats(db, 'slack:T1'), /deliveries_lane/],
  ['the failed deliveries of a workspace', db => readChannelStats(db, 'slack:T1'), /deliveries_failed/],
  ['the ledger of a day', db => readLedger(db, Date.now()), /deliveries_created/],
])('%s: uses its index, and scans no table', async ([_name, run, index]) => {
  const plans = await plansOf(run);
  expect(plans.join('\n')).toMatch(index);
  const scanned = plans.filter(
    step => /^SCAN (events|deliveries)\b/.test(step) && !/USING (COVERING )?INDEX/.test(step),
  );
  expect(scanned).toEqual([]);
});

test('recording many attempts and batches looks up each delivery by its key', async () => {
  const leases = await openLeases(database, () => {});
  const records = Array.from({ length: 500 }, (_, at) => ({
    channel: `slack:T1/C${at}`,
    end: {
      delivery: { id: at, channel: `slack:T1/C${at}`, attempts: 1 },
      ...{ at: 1, state: 'posted' as const, outcome: 'posted', ref: '1.1', error: null, took: 1 },
    },
    start: { head: 1000 + at, batched: [2000 + at], at: 1 },
  }));
  const plans = await plansOf(async db => {
    await recordAttempts({ ...database, db }, leases, records);
  });
  expect(plans).toContain('SEARCH deliveries USING INTEGER PRIMARY KEY (rowid=?)');
  expect(plans.filter(step => /SCAN deliveries/.test(step))).toEqual([]);
});
