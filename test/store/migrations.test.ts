import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/store/database.ts';
import { scopes } from '../../src/store/migrations/0004-scopes.ts';
import { post } from '../../src/store/migrations/0009-post.ts';
import { listVersions } from '../../src/store/settings/templates.ts';
import { createEmptyDatabase, describeOnDatabases } from '../databases.ts';

describeOnDatabases('migrations', kind => {
  test('templates from before scopes become global, with their versions', async () => {
    const place = await createEmptyDatabase(kind);
    const { db, close } = await openDatabase(place.url);
    onTestFinished(() => close().then(place.remove));
    const undo = [
      'drop table refusals',
      'drop index deliveries_ref',
      'alter table sources drop column workspace',
      'alter table sources drop column removed_at',
      'drop table templates',
      'create table templates (name text not null, version integer not null, body text, author text not null, created_at bigint not null, constraint templates_key primary key (name, version))',
      `insert into templates values ('default', 1, '{"title":"One"}', 'import', 1), ('default', 2, null, 'import', 2)`,
    ];
    for (const statement of undo) await sql.raw(statement).execute(db);
    const { up }: Migration = scopes;
    await up(db);
    expect(await listVersions(db, { scope: '', name: 'default' })).toEqual([
      { scope: '', name: 'default', version: 2, body: null, author: 'import', at: 2 },
      { scope: '', name: 'default', version: 1, body: { title: 'One' }, author: 'import', at: 1 },
    ]);
  });

  test('the action "notify" becomes "post" in rules, deliveries, drafts and forms, and stays in their texts', async () => {
    const place = await createEmptyDatabase(kind);
    const { db, close } = await openDatabase(place.url);
    onTestFinished(() => close().then(place.remove));
    const plain = '{"on":"call.missed","do":"notify","mention":["<!here>"]}';
    const tricky = JSON.stringify({ on: '*', if: `call.id == '"do":"notify"'`, do: 'notify', template: 'notify' });
    const ignore = '{"on":"*","do":"ignore"}';
    const copy = `{"id":"r1","channel":"slack:T1/C1","position":0,"on":"call.missed","do":"notify"}`;
    const draft = `{"kind":"rule draft","state":{"rule":${tricky},"place":null,"id":"r1","based":${plain}}}`;
    const form =
      '{"kind":"form","state":{"title":"Edit","action":"a","submit":"Next","fields":[{"name":"do","label":"Do","is":"select","choices":[{"label":"Post","value":"notify"},{"label":"Ignore","value":"ignore"}],"value":["notify"]},{"name":"template","label":"Template","is":"text","value":"notify"}]}}';
    await sql`insert into channels (address) values ('slack:T1/C1')`.execute(db);
    for (const [at, body] of [plain, tricky, ignore].entries()) {
      await sql`insert into rules (id, channel, position, body) values (${`r${at}`}, 'slack:T1/C1', ${at}, ${body})`.execute(
        db,
      );
    }
    await sql`insert into events (id, source, provider, trigger, type, received_at, status, problems, body, raw)
      values ('evt_1', 's', 'cometchat', 't', 'call.missed', 1, 'accepted', '[]', '{}', '{}')`.execute(db);
    for (const id of [1, 9_999, 10_000, 20_001]) {
      await sql`insert into deliveries (id, event_seq, event_id, channel, rule_id, rule, state, nonce, created_at, updated_at)
        values (${id}, 1, 'evt_1', ${`slack:T1/C${id}`}, 'r1', ${id === 9_999 ? ignore : copy}, 'sent', 'n', 1, 1)`.execute(
        db,
      );
    }
    for (const [id, body] of Object.entries({ draft, form })) {
      await sql`insert into drafts (id, author, channel, body, created_at) values (${id}, '', '', ${body}, 1)`.execute(
        db,
      );
    }

    const { up }: Migration = post;
    await up(db);

    const rules = await db.selectFrom('rules').select('body').orderBy('position').execute();
    expect(rules.map(({ body }) => JSON.parse(body))).toEqual([
      { on: 'call.missed', do: 'post', mention: ['<!here>'] },
      { on: '*', if: `call.id == '"do":"notify"'`, do: 'post', template: 'notify' },
      { on: '*', do: 'ignore' },
    ]);
    const deliveries = await db.selectFrom('deliveries').select('rule').orderBy('id').execute();
    expect(deliveries.map(({ rule }) => JSON.parse(rule).do)).toEqual(['post', 'ignore', 'post', 'post']);
    const drafts = await db.selectFrom('drafts').select('body').orderBy('id').execute();
    const [migratedDraft, migratedForm] = drafts.map(({ body }) => JSON.parse(body).state);
    expect(migratedDraft).toMatchObject({ rule: JSON.parse(rules[1]?.body ?? ''), based: { do: 'post' } });
    expect(migratedForm.fields).toMatchObject([
      { choices: [{ value: 'post' }, { value: 'ignore' }], value: ['post'] },
      { value: 'notify' },
    ]);
  });
});
