/** Retention on a running server: a store of 400 days, while webhooks come in. */
import { statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { readLedger } from '../../src/store/deliveries/ledger.ts';
import { readHourlyCounts } from '../../src/store/retention/hourly-counts.ts';
import { findTimer } from '../../src/store/timers.ts';
import { onSlack, type SlackApp } from '../app-harness.ts';
import { createTestDatabase, describeOnDatabases } from '../databases.ts';
import { credentialsFor } from '../e2e/providers.ts';
import { insertDelivery, insertEvent } from '../store/retention/aged-rows.ts';
import { missedCall } from '../torture/channels.ts';

const day = 86_400_000;
const days = 400;
const perDay = 40;

/** Inserts calls of two events each, with a message of the second, on every day before `end`. */
async function fill({ db }: Database, end: number): Promise<void> {
  await sql`insert into events (id, source, provider, trigger, type, subject, received_at, status, problems, body, raw, routed_at)
    with recursive n (i) as (select 0 union all select i + 1 from n where i < ${sql.lit(days * perDay - 1)})
    select 'evt_old' || i, 'cometchat', 'cometchat', 'call_ended', 'call.ended', 'call ' || (i / 2),
      ${sql.lit(end - days * day)} + i * cast(${sql.lit(day / perDay)} as bigint), 'accepted', '[]', '{}',
      '{"filler":"' || ${sql.lit('x'.repeat(1500))} || '"}', 1 from n`.execute(db);
  await sql`insert into deliveries (kind, key, event_seq, event_id, channel, rule_id, rule, state, nonce, attempts, ref,
      created_at, updated_at)
    select 'post', id, seq, id, 'slack:T9/C9', 'r1', '{"id":"r1","channel":"slack:T9/C9","on":"*","do":"post"}', 'posted',
      'nonce ' || seq, 1, '1.' || seq, received_at, received_at from events where seq % 2 = 0`.execute(db);
  await sql`insert into attempts (delivery_id, at, outcome, took) select id, created_at, 'posted', 5 from deliveries`.execute(
    db,
  );
}

/** Inserts what must stay, however old: a message in a channel that isn't connected, and one that failed last week. */
async function insertLive({ db }: Database, end: number): Promise<number[]> {
  const waiting = await insertEvent(db, end - 399 * day, { subject: 'held' });
  await insertDelivery(db, waiting, end - 399 * day, { channel: 'discord:1/1', state: 'queued' });
  const failed = await insertEvent(db, end - 398 * day);
  await insertDelivery(db, failed, end - 7 * day, { channel: 'discord:1/1', state: 'failed' });
  return [waiting, failed];
}

async function post({ app }: SlackApp, caller: string): Promise<number> {
  const body = missedCall(caller, 'desk');
  const headers = { 'content-type': 'application/json', ...credentialsFor('cometchat', body) };
  return (await fetch(`${app.url}/webhooks/cometchat`, { method: 'POST', headers, body })).status;
}

describeOnDatabases('a store of 400 days', kind => {
  test('prunes itself while webhooks come in, loses nothing live, and its file shrinks', async () => {
    const place = await createTestDatabase(kind);
    const offset = 1000 * day;
    const end = Date.now() + offset;
    const path = place.url.slice('sqlite:'.length);
    const filled = await openDatabase(place.url);
    await fill(filled, end);
    const held = await insertLive(filled, end);
    await filled.close();
    const before = kind === 'sqlite' ? statSync(path).size : 0;
    const clock = { clock: () => Date.now() + offset, clockOffset: () => offset };
    const slack = await onSlack({ RETENTION_DAYS: '90', RAW_RETENTION_DAYS: '30' }, { kind, place, ...clock });
    onTestFinished(async () => {
      await slack.stop();
      await place.remove();
    });
    const { db } = slack.core.database;
    const progress = async () => (await findTimer(db, 'retention', ''))?.due ?? 0;
    let sent = 0;
    while ((await progress()) < end + day / 2) {
      expect(await post(slack, `caller-${sent++}`)).toBe(200);
      await delay(20);
    }
    expect(sent).toBeGreaterThan(5);
    await expect.poll(() => slack.slack.messages(slack.channel).length).toBe(sent);

    const left = await db.selectFrom('events').select(['seq', 'received_at']).where('seq', 'in', held).execute();
    expect(left.map(({ seq }) => seq)).toEqual(held);
    const { count: events } = await db
      .selectFrom('events')
      .select(eb => eb.fn.countAll<number>().as('count'))
      .where('received_at', '<', end - 90 * day)
      .where('seq', 'not in', held)
      .executeTakeFirstOrThrow();
    expect(Number(events)).toBe(0);
    const ledger = await readLedger(db, 0, 'slack:T9/C9');
    expect(ledger).toMatchObject([{ received: (days * perDay) / 2, posted: (days * perDay) / 2 }]);
    const counts = await readHourlyCounts(db, end - 500 * day, end + day);
    const received = counts.filter(({ channel, source }) => channel === null && source === 'cometchat');
    expect(received.reduce((sum, { count }) => sum + count, 0)).toBe(days * perDay + held.length + sent);

    await slack.stop();
    if (kind === 'sqlite') expect(statSync(path).size).toBeLessThan(before / 2);
  });
});
