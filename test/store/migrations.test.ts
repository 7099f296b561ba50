import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/store/database.ts';
import { scopes } from '../../src/store/migrations/0004-scopes.ts';
import { listVersions } from '../../src/store/templates.ts';
import { createEmptyDatabase, describeOnDatabases } from '../databases.ts';

describeOnDatabases('migrations', kind => {
  test('templates from before there were scopes hold everywhere, with their versions', async () => {
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
});
