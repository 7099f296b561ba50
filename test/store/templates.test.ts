import { beforeEach, expect, test } from 'vitest';
import type { Core } from '../../src/operations/core.ts';
import {
  currentTemplates,
  globalScope,
  listVersions,
  saveTemplate,
  saveTemplateUnlessChanged,
} from '../../src/store/settings/templates.ts';
import { describeOnDatabases, openTestCore } from '../databases.ts';

const templateWith = (title: string) => ({ title, color: null, buttons: [], body: '' });

describeOnDatabases('templates', kind => {
  let core: Core;
  beforeEach(async () => {
    core = await openTestCore(kind);
  });

  const save = (scope: string, title: string | null, name = 'call.missed') =>
    core.database.db
      .transaction()
      .execute(tx => saveTemplate(tx, { scope, name, body: title && templateWith(title), author: 'slack:U1' }, 1000));
  const titleIn = async (channel?: string) =>
    (await core.loadTemplates(core.database.db, channel)).get('call.missed')?.title;

  test('a channel uses its own template, else its workspace’s, else the global, else the built-in one', async () => {
    const builtin = core.builtins.get('call.missed')?.title;
    expect(await titleIn('slack:T1/C1')).toBe(builtin);
    await save(globalScope, 'everywhere');
    await save('slack:T1', 'in T1');
    await save('slack:T1/C1', 'in C1');
    expect(await titleIn('slack:T1/C1')).toBe('in C1');
    expect(await titleIn('slack:T1/C2')).toBe('in T1');
    expect(await titleIn('slack:T12/C1')).toBe('everywhere');
    expect(await titleIn()).toBe('everywhere');
    await save('slack:T1/C1', null);
    expect(await titleIn('slack:T1/C1')).toBe('in T1');
    await save(globalScope, null);
    expect(await titleIn('discord:1/2')).toBe(builtin);
  });

  test('only global templates are exported', async () => {
    await save('slack:T1', 'in T1');
    await save(globalScope, 'everywhere', 'our-own');
    expect([...(await currentTemplates(core.database.db)).keys()]).toEqual(['our-own']);
  });

  test('versions count from 1 in each scope, and have their author', async () => {
    await save('slack:T1', 'first');
    await save('slack:T1', 'second');
    await save('slack:T1/C1', 'another');
    const versions = await listVersions(core.database.db, { scope: 'slack:T1', name: 'call.missed' });
    expect(versions).toMatchObject([
      { version: 2, body: templateWith('second'), author: 'slack:U1', at: 1000 },
      { version: 1, body: templateWith('first') },
    ]);
  });

  test('when two people edit the same version, the second save fails and returns the first one’s version', async () => {
    await save('slack:T1', 'first');
    const over = (title: string, author: string) =>
      core.database.db
        .transaction()
        .execute(tx =>
          saveTemplateUnlessChanged(
            tx,
            { scope: 'slack:T1', name: 'call.missed', body: templateWith(title), author, basedOn: 1 },
            2000,
          ),
        );
    const both = await Promise.all([over('by Ann', 'slack:U1'), over('by Bob', 'slack:U2')]);
    const saved = both.find(one => 'saved' in one);
    const rejected = both.find(one => 'theirs' in one);
    expect(saved).toEqual({ saved: 2 });
    expect(rejected).toMatchObject({ theirs: { version: 2 } });
    expect(await listVersions(core.database.db, { scope: 'slack:T1', name: 'call.missed' })).toHaveLength(2);
  });
});
