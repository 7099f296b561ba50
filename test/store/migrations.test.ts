import { type Kysely, sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/store/database.ts';
import { attemptsOf } from '../../src/store/deliveries/attempts.ts';
import { findHold } from '../../src/store/deliveries/holds.ts';
import { listVersions } from '../../src/store/settings/templates.ts';
import type { DatabaseKind } from '../../src/store/tables.ts';
import { createEmptyDatabase, describeOnDatabases } from '../databases.ts';
import { fillAt } from './open-at.ts';

/** Fills a database as this migration left it, and opens it with today's version. */
async function migrateFrom(kind: DatabaseKind, migration: string, fill: (db: Kysely<unknown>) => Promise<void>) {
  const place = await createEmptyDatabase(kind);
  onTestFinished(place.remove);
  await fillAt(kind, place.url, migration, fill);
  const { db, close } = await openDatabase(place.url);
  onTestFinished(close);
  return db;
}

const runAll = async (db: Kysely<unknown>, statements: readonly string[]) => {
  for (const statement of statements) await sql.raw(statement).execute(db);
};

describeOnDatabases('migrations', kind => {
  test('templates from before scopes become global, with their versions', async () => {
    const db = await migrateFrom(kind, '0003-chat', old =>
      runAll(old, [
        `insert into templates values ('default', 1, '{"title":"One"}', 'import', 1), ('default', 2, null, 'import', 2)`,
      ]),
    );
    expect(await listVersions(db, { scope: '', name: 'default' })).toEqual([
      { scope: '', name: 'default', version: 2, body: null, author: 'import', at: 2 },
      { scope: '', name: 'default', version: 1, body: { title: 'One' }, author: 'import', at: 1 },
    ]);
  });

  test('the action "notify" becomes "post" in rules, deliveries, drafts and forms, and stays in their texts', async () => {
    const plain = '{"on":"call.missed","do":"notify","mention":["<!here>"]}';
    const tricky = JSON.stringify({ on: '*', if: `call.id == '"do":"notify"'`, do: 'notify', template: 'notify' });
    const ignore = '{"on":"*","do":"ignore"}';
    const copy = `{"id":"r1","channel":"slack:T1/C1","position":0,"on":"call.missed","do":"notify"}`;
    const draft = `{"kind":"rule draft","state":{"rule":${tricky},"place":null,"id":"r1","based":${plain}}}`;
    const form =
      '{"kind":"form","state":{"title":"Edit","action":"a","submit":"Next","fields":[{"name":"do","label":"Do","is":"select","choices":[{"label":"Post","value":"notify"},{"label":"Ignore","value":"ignore"}],"value":["notify"]},{"name":"template","label":"Template","is":"text","value":"notify"}]}}';
    const db = await migrateFrom(kind, '0008-tests', async old => {
      await sql`insert into channels (address) values ('slack:T1/C1')`.execute(old);
      for (const [at, body] of [plain, tricky, ignore].entries()) {
        await sql`insert into rules (id, channel, position, body) values (${`r${at}`}, 'slack:T1/C1', ${at}, ${body})`.execute(
          old,
        );
      }
      await sql`insert into events (id, source, provider, trigger, type, received_at, status, problems, body, raw)
        values ('evt_1', 's', 'cometchat', 't', 'call.missed', 1, 'accepted', '[]', '{}', '{}')`.execute(old);
      for (const id of [1, 9_999, 10_000, 20_001]) {
        await sql`insert into deliveries (id, event_seq, event_id, channel, rule_id, rule, state, nonce, created_at, updated_at)
          values (${id}, 1, 'evt_1', ${`slack:T1/C${id}`}, 'r1', ${id === 9_999 ? ignore : copy}, 'sent', 'n', 1, 1)`.execute(
          old,
        );
      }
      for (const [id, body] of Object.entries({ draft, form })) {
        await sql`insert into drafts (id, author, channel, body, created_at) values (${id}, '', '', ${body}, 1)`.execute(
          old,
        );
      }
    });

    const rules = await db.selectFrom('rules').select('body').orderBy('position').execute();
    expect(rules.map(({ body }) => JSON.parse(body))).toEqual([
      { on: 'call.missed', do: 'post', mention: ['<!here>'] },
      { on: '*', if: `call.id == '"do":"notify"'`, do: 'post', template: 'notify' },
      { on: '*', do: 'ignore' },
    ]);
    const deliveries = await db.selectFrom('deliveries').select('rule').orderBy('id').execute();
    expect(deliveries.map(({ rule }) => JSON.parse(rule).do)).toEqual(['post', 'ignore', 'post', 'post']);
    const drafts = await db.selectFrom('saved_state').select('body').orderBy('id').execute();
    const [migratedDraft, migratedForm] = drafts.map(({ body }) => JSON.parse(body).state);
    expect(migratedDraft).toMatchObject({ rule: JSON.parse(rules[1]?.body ?? ''), based: { do: 'post' } });
    expect(migratedForm.fields).toMatchObject([
      { choices: [{ value: 'post' }, { value: 'ignore' }], value: ['post'] },
      { value: 'notify' },
    ]);
  });

  test('deliveries get their kind and their final states, with their attempts', async () => {
    const states = ['pending', 'sending', 'sent', 'folded', 'dead', 'ignored', 'muted'];
    const db = await migrateFrom(kind, '0009-post', async old => {
      await runAll(old, [
        `insert into events (id, source, provider, trigger, type, received_at, status, problems, body, raw)
          values ('evt_1', 's', 'cometchat', 't', 'call.missed', 1, 'accepted', '[]', '{}', '{}')`,
        ...states.map(
          (state, at) =>
            `insert into deliveries (id, event_seq, event_id, channel, rule_id, rule, state, nonce, folded_into, created_at, updated_at)
              values (${at + 1}, 1, 'evt_1', 'slack:T1/C${at}', 'r1', '{"id":"r1","do":"post"}', '${state}', 'n${at}', ${state === 'folded' ? 3 : 'null'}, 1, 1)`,
        ),
        `insert into attempts (delivery_id, at, outcome, took) values (3, 5, 'transient', 1), (3, 6, 'sent', 2), (5, 7, 'message', 3)`,
      ]);
    });
    const rows = await db.selectFrom('deliveries').selectAll().orderBy('id').execute();
    expect(rows.map(({ state }) => state)).toEqual([
      'queued',
      'sending',
      'posted',
      'batched',
      'failed',
      'ignored',
      'muted',
    ]);
    expect(rows[3]).toMatchObject({ kind: 'post', key: 'evt_1', event_id: 'evt_1', batched_into: 3, not_before: null });
    expect((await attemptsOf(db, 3)).map(({ outcome }) => outcome)).toEqual(['transient', 'posted']);
    await db.deleteFrom('deliveries').where('id', '=', 5).execute();
    expect(await attemptsOf(db, 5)).toEqual([]);
    const { id: _id, ...copy } = rows[0] ?? {};
    const again = db.insertInto('deliveries').values(copy as never);
    await expect(again.execute()).rejects.toThrow(/unique/i);
  });

  test('mutes and saved state from before timers get theirs', async () => {
    const db = await migrateFrom(kind, '0010-delivery-kinds', old =>
      runAll(old, [
        `insert into channels (address, muted_until) values ('slack:T1/C1', 5000), ('slack:T1/C2', null)`,
        `insert into drafts (id, author, channel, body, created_at) values ('a', '', '', '{}', 7), ('b', '', '', '{}', 8)`,
      ]),
    );
    expect(await db.selectFrom('timers').selectAll().orderBy('due').execute()).toEqual([
      { due: 5000, kind: 'mute', key: 'slack:T1/C1', payload: 'null' },
      { due: 86_400_007, kind: 'saved-state', key: '', payload: 'null' },
    ]);
  });

  test('a hold is still there after its table got its name', async () => {
    const db = await migrateFrom(kind, '0014-cards', old =>
      runAll(old, [`insert into lanes values ('slack:T1/C1', 'Not in the channel.', 1, 2, 3)`]),
    );
    expect(await findHold(db, 'slack:T1/C1')).toEqual({
      channel: 'slack:T1/C1',
      held: 'Not in the channel.',
      since: 1,
      failures: 2,
      nextAt: 3,
    });
  });
});
