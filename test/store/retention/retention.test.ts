import fc from 'fast-check';
import { CompiledQuery } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import type { Database } from '../../../src/store/database.ts';
import { listDeliveries, retryFailed } from '../../../src/store/deliveries/deliveries.ts';
import { readLedger } from '../../../src/store/deliveries/ledger.ts';
import { listShown } from '../../../src/store/deliveries/shown-deliveries.ts';
import { readHourlyCounts } from '../../../src/store/retention/hourly-counts.ts';
import { prunePhases } from '../../../src/store/retention/prune-phases.ts';
import { addRows, noRows, type PrunedRows, type StepOptions } from '../../../src/store/retention/prune-step.ts';
import type { Db } from '../../../src/store/tables.ts';
import { describeOnDatabases, openTestDatabase } from '../../databases.ts';
import { insertDelivery, insertEvent } from './aged-rows.ts';

/** Rows from before this time are old. */
const before = 1_000_000_000;
const [old, recent] = [before - 1, before];

describeOnDatabases('retention', kind => {
  let database: Database;
  let db: Db;
  beforeEach(async () => {
    database = await openTestDatabase(kind);
    db = database.db;
  });

  /** Runs all steps of these phases, and adds up their rows. */
  async function prune(names: readonly string[], options: Partial<StepOptions> = {}): Promise<PrunedRows> {
    let sum = noRows;
    for (const phase of prunePhases.filter(({ name }) => names.includes(name))) {
      for (let after: number | null = 0; after !== null; ) {
        const from: number = after;
        const step = await db
          .transaction()
          .execute(tx => phase.prune(tx, kind, { before, limit: 3, remove: true, ...options, after: from }));
        sum = addRows(sum, step.rows);
        after = step.next;
      }
    }
    return sum;
  }
  const sessions = (options: Partial<StepOptions> = {}) => prune(['sessions'], options);
  const seqs = async () => (await db.selectFrom('events').select('seq').orderBy('seq').execute()).map(({ seq }) => seq);

  test('a session is deleted whole once its newest event is old, with deliveries, attempts and preview messages', async () => {
    const gone = [
      await insertEvent(db, old - 9, { subject: 's1' }),
      await insertEvent(db, old - 8, { subject: 's2' }),
      await insertEvent(db, old, { subject: 's1' }),
      await insertEvent(db, old),
    ];
    const stays = [
      await insertEvent(db, old - 5, { subject: 's3' }),
      await insertEvent(db, old - 5, { subject: 's1', source: 'other' }),
      await insertEvent(db, recent, { subject: 's3' }),
      await insertEvent(db, recent, { subject: 's1', source: 'other' }),
      await insertEvent(db, recent),
    ];
    for (const seq of [...gone, ...stays]) {
      await insertDelivery(db, seq, old);
      await insertDelivery(db, seq, old, { channel: 'preview:demo/calls', nonce: `preview ${seq}` });
      await db
        .insertInto('preview')
        .values({ channel: 'demo/calls', nonce: `preview ${seq}`, message: '{}', posted_at: old })
        .execute();
    }
    for (const subject of ['s1', 's3']) {
      await db
        .insertInto('sessions')
        .values({ source: 'cometchat', subject, test: 0, upto: 1, state: null, revision: 1 })
        .execute();
    }
    expect(await sessions()).toEqual({ ...noRows, events: 4, deliveries: 8, attempts: 8, preview: 4 });
    expect(await seqs()).toEqual(stays);
    expect(await db.selectFrom('sessions').select('subject').execute()).toEqual([{ subject: 's3' }]);
    for (const table of ['deliveries', 'attempts', 'preview'] as const) {
      const { rows } = await db
        .selectFrom(table)
        .select(eb => eb.fn.countAll<number>().as('rows'))
        .executeTakeFirstOrThrow();
      expect([table, Number(rows)]).toEqual([table, table === 'preview' ? 5 : 10]);
    }
  });

  test('a session with something live stays: not routed, queued, sending, in a waiting batch, or failed recently', async () => {
    const event = (subject: string, more = {}) => insertEvent(db, old, { subject, ...more });
    const held = await event('held');
    const queued = await insertDelivery(db, held, old, { state: 'queued' });
    await insertDelivery(db, await event('sending'), old, { state: 'sending' });
    await insertDelivery(db, await event('batched'), old, { state: 'batched', batched_into: queued });
    await insertDelivery(db, await event('failed'), recent, { state: 'failed' });
    await event('not routed', { routed_at: null });
    // The session's other events stay with it.
    await event('held');
    const before = await seqs();
    await insertDelivery(db, await event('failed long ago'), old, { state: 'failed' });
    await event('quarantined', { status: 'quarantined', routed_at: null, problems: '["no"]' });
    expect(await sessions()).toMatchObject({ events: 2, deliveries: 1 });
    expect(await seqs()).toEqual(before);
  });

  test('a delivery that was batched into a deleted one stays, counts as batched, and can be retried if it failed', async () => {
    const gone = await insertEvent(db, old);
    const head = await insertDelivery(db, gone, old);
    const failedHead = await insertDelivery(db, gone, old, { state: 'failed', channel: 'slack:T1/C2' });
    const stays = await insertEvent(db, recent);
    const member = await insertDelivery(db, stays, recent, { state: 'batched', batched_into: head });
    const failed = await insertDelivery(db, stays, old, {
      ...{ state: 'failed', batched_into: failedHead, channel: 'slack:T1/C2', error: 'no' },
    });
    await sessions();
    expect(await seqs()).toEqual([stays]);
    expect((await listDeliveries(db)).map(({ id, batchedInto }) => [id, batchedInto])).toEqual([
      [failed, null],
      [member, null],
    ]);
    expect((await listShown(db, {})).map(({ shown }) => shown)).toEqual(['failed', 'batched']);
    const ledger = await readLedger(db, recent);
    expect(ledger).toMatchObject([{ channel: 'slack:T1/C1', received: 1, batched: 1 }]);
    expect(await db.transaction().execute(tx => retryFailed(tx, {}, recent))).toEqual([failed]);
    expect((await listDeliveries(db, { channel: 'slack:T1/C2' })).map(({ state }) => state)).toEqual(['sending']);
  });

  test('the ledger counts a delivery once that is pruned while it is read', async () => {
    await insertDelivery(db, await insertEvent(db, old), old);
    const pruning = db.withPlugin({
      transformQuery: ({ node }) => node,
      async transformResult({ result }) {
        await sessions();
        return result;
      },
    });
    expect(await readLedger(pruning, 0)).toMatchObject([{ received: 1, posted: 1 }]);
    expect(await readLedger(db, 0)).toMatchObject([{ received: 1, posted: 1 }]);
  });

  test('a session that is longer than a step goes in several', async () => {
    for (let at = 0; at < 50; at++) await insertEvent(db, old - 50 + at, { subject: 'long' });
    const one = await db
      .transaction()
      .execute(tx => prunePhases[1].prune(tx, kind, { before, after: 0, limit: 5, remove: true }));
    expect(one).toMatchObject({ rows: { events: 10 } });
    await sessions();
    expect(await seqs()).toEqual([]);
  });

  test('bodies of old events are cleared, but for quarantined and unrouted ones, and events and newer bodies stay', async () => {
    const cleared = [await insertEvent(db, old - 9), await insertEvent(db, old)];
    const full = [
      await insertEvent(db, old, { status: 'quarantined', routed_at: null }),
      await insertEvent(db, old, { routed_at: null }),
      await insertEvent(db, recent),
    ];
    expect(await prune(['bodies'])).toEqual({ ...noRows, bodies: 2 });
    expect(await prune(['bodies'])).toEqual(noRows);
    const rows = await db.selectFrom('events').select(['seq', 'raw']).orderBy('seq').execute();
    expect(rows.filter(({ raw }) => raw === 'null').map(({ seq }) => seq)).toEqual(cleared);
    expect(rows.filter(({ raw }) => raw !== 'null').map(({ seq }) => seq)).toEqual(full);
  });

  test('old entries of the audit log go, and old preview messages without a delivery', async () => {
    for (const at of [old - 1, old, recent]) {
      await db.insertInto('audit').values({ at, actor: 'cli', action: 'a', target: 't', detail: 'null' }).execute();
      await db
        .insertInto('preview')
        .values({ channel: 'demo/calls', nonce: `n${at}`, message: '{}', posted_at: at })
        .execute();
    }
    const { id } = await db.selectFrom('preview').select('id').orderBy('id').executeTakeFirstOrThrow();
    await insertDelivery(db, await insertEvent(db, recent), recent, {
      ...{ channel: 'preview:demo/calls', ref: String(id), nonce: `n${old - 1}` },
    });
    expect(await prune(['preview', 'audit'])).toEqual({ ...noRows, preview: 1, audit: 2 });
    expect((await db.selectFrom('audit').select('at').execute()).map(({ at }) => at)).toEqual([recent]);
    const posted = await db.selectFrom('preview').select('posted_at').orderBy('id').execute();
    expect(posted.map(row => row.posted_at)).toEqual([old - 1, recent]);
  });

  test('whatever the store holds: counters stay the same, a dry run counts what goes, nothing live goes, a second run finds nothing', async () => {
    const hour = 3_600_000;
    const states = ['queued', 'sending', 'posted', 'failed', 'ignored', 'muted'] as const;
    const events = fc.array(
      fc.record({
        subject: fc.constantFrom('a', 'b', 'c', null),
        hoursBefore: fc.integer({ min: -3, max: 40 }),
        source: fc.constantFrom('cometchat', 'videosdk'),
        type: fc.constantFrom('call.missed', 'call.ended'),
        test: fc.constantFrom(null, null, 'real' as const),
        deliveries: fc.array(
          fc.record({ state: fc.constantFrom(...states), channel: fc.constantFrom('slack:T1/C1', 'slack:T1/C2') }),
          { maxLength: 2 },
        ),
      }),
      { maxLength: 25 },
    );
    await fc.assert(
      fc.asyncProperty(events, fc.integer({ min: 2, max: 9 }), async (list, limit) => {
        for (const table of ['attempts', 'deliveries', 'events', 'hourly_counts'] as const) {
          await db.deleteFrom(table).execute();
        }
        for (const { hoursBefore, deliveries, ...event } of list.sort((a, b) => b.hoursBefore - a.hoursBefore)) {
          const at = before - hoursBefore * hour;
          const seq = await insertEvent(db, at, event);
          for (const delivery of deliveries) await insertDelivery(db, seq, at, delivery);
        }
        const [from, to] = [before - 100 * hour, before + 100 * hour];
        const counts = await readHourlyCounts(db, from, to);
        const expected = await prune(['bodies', 'sessions'], { limit, remove: false });
        const waiting = await listDeliveries(db, { state: 'queued', limit: 100 });
        const pruned = await prune(['sessions'], { limit });
        expect({ ...pruned, bodies: expected.bodies }).toEqual(expected);
        expect(await readHourlyCounts(db, from, to)).toEqual(counts);
        expect(await listDeliveries(db, { state: 'queued', limit: 100 })).toEqual(waiting);
        expect(await sessions({ limit })).toEqual(noRows);
      }),
      { numRuns: kind === 'sqlite' ? 60 : 20 },
    );
  });

  // Only SQLite's plans are the same for a small store.
  if (kind === 'postgres') return;

  test('each step searches by keys and indexes, and scans no table', async () => {
    for (const subject of ['a', 'b', null]) await insertDelivery(db, await insertEvent(db, old, { subject }), old);
    const queries: CompiledQuery[] = [];
    const watched = db.withPlugin({
      transformQuery({ node, queryId }) {
        queries.push(db.getExecutor().compileQuery(node, queryId));
        return node;
      },
      transformResult: async ({ result }) => result,
    });
    for (const { prune } of prunePhases) await prune(watched, kind, { before, after: 0, limit: 10, remove: false });
    for (const { prune } of prunePhases) await prune(watched, kind, { before, after: 0, limit: 10, remove: true });
    const plans: string[] = [];
    for (const { sql, parameters } of queries) {
      const explained = CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]);
      plans.push(...(await db.executeQuery<{ detail: string }>(explained)).rows.map(({ detail }) => detail));
    }
    expect(plans).toContain('SEARCH events USING COVERING INDEX events_session (source=? AND subject=?)');
    expect(plans.filter(step => /^SCAN (?!element|wanted|CONSTANT)/.test(step) || step.includes('(source=?)'))).toEqual(
      [],
    );
  });
});
