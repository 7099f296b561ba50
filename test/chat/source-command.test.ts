import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import type { ChatCommand, ChatContext } from '../../src/chat/command.ts';
import { Refusal } from '../../src/chat/reply/build-reply.ts';
import { source } from '../../src/chat/sources/source-command.ts';
import { status } from '../../src/chat/status.ts';
import type { Core } from '../../src/operations/core.ts';
import type { ChatResponse } from '../../src/platforms/chat-protocol.ts';
import { listReceivingSources, type SourceConfig } from '../../src/sources/open-sources.ts';
import { providers } from '../../src/sources/providers/index.ts';
import { createRejectionCounter } from '../../src/store/sources/rejected-webhooks.ts';
import { listSources, putSource, removeSource } from '../../src/store/sources/sources.ts';
import { startApp } from '../app-harness.ts';
import { describeOnDatabase } from '../databases.ts';
import {
  admin,
  ann,
  asForm,
  asReply,
  bob,
  buttonsOf,
  contextOf,
  openTestCore,
  press,
  pressLabel,
  run,
  submit,
  textOf,
} from './context.ts';

/** What is written to be copied, in order: the address, then what is secret. */
function copied(answer: ChatResponse): string[] {
  const { blocks } = asReply(answer).message;
  return blocks.flatMap(block =>
    block.type !== 'list'
      ? []
      : block.items.flat().flatMap(inline => (inline.type === 'text' && inline.style?.code ? [inline.text] : [])),
  );
}

const operatorsOnly = (word: 'server' | 'workspace' = 'workspace') =>
  `This is shared by all ${word}s. Only operators can change it (add yourself to OPERATORS, or use the console).`;

const readAudit = ({ database }: Core) => database.db.selectFrom('audit').selectAll().execute();

describeOnDatabase('sources from chat', kind => {
  test('one that is added takes webhooks at once, rotated ones both credentials or the new ones only, removed ones none', async () => {
    const { app, core, logged, stop } = await startApp({ COMETCHAT_USERNAME: 'u', COMETCHAT_PASSWORD: 'p' }, { kind });
    onTestFinished(stop);
    const context = contextOf(core, admin);
    const send = async (username: string, password: string) => {
      const headers = { 'content-type': 'application/json', authorization: `Basic ${btoa(`${username}:${password}`)}` };
      const body = JSON.stringify(providers.cometchat.sample('call_unanswered'));
      return (await fetch(`${app.url}/webhooks/clinic`, { method: 'POST', headers, body })).status;
    };
    const [url, username = '', password = ''] = copied(await run(source, 'add cometchat clinic', context));
    expect(url).toBe('https://calls.example.com/webhooks/clinic');
    expect(await send(username, password)).toBe(200);
    const asked = await run(source, 'rotate clinic', context);
    expect(await send(username, password)).toBe(200);
    const renewed = await pressLabel(source, asked, 'Rotate (24 h overlap)', context);
    expect(textOf(renewed)).toMatch(
      /^✓ Rotated credentials for clinic\. The old ones expire .*\. Finish in the CometChat dashboard:/,
    );
    const [, newName = '', newPassword = ''] = copied(renewed);
    expect([await send(newName, newPassword), await send(username, password)]).toEqual([200, 200]);
    expect(textOf(await run(source, 'list', context))).toContain('old credentials expire');
    const again = await run(source, 'rotate clinic', context);
    expect(textOf(again)).toContain('stop working now');
    const [, lastName = '', lastPassword = ''] = copied(
      await pressLabel(source, again, 'Rotate and revoke now', context),
    );
    expect(await send(lastName, lastPassword)).toBe(200);
    for (const [name, word] of [
      [username, password],
      [newName, newPassword],
    ] as const) {
      await expect.poll(() => send(name, word)).toBe(401);
    }
    await pressLabel(source, await run(source, 'delete clinic', context), 'Delete source', context);
    await expect.poll(() => send(lastName, lastPassword)).toBe(404);
    const told = [
      textOf(await run(source, 'list', context)),
      textOf(await status.run('', contextOf(core))),
      JSON.stringify(await readAudit(core)),
      logged.join(),
    ].join();
    for (const secret of [username, password, newName, newPassword, lastName, lastPassword]) {
      expect(told).not.toContain(secret);
    }
    expect(told).toContain('deleted the source clinic');
  });

  test('of two presses at once one makes new credentials, and the other is told so', async () => {
    const core = await openTestCore(kind);
    const context = contextOf(core, admin);
    await run(source, 'add cometchat clinic', context);
    const [before] = await listSources(core.database.db);
    const asked = await run(source, 'rotate clinic', context);
    const press = () => pressLabel(source, asked, 'Rotate (24 h overlap)', context).then(textOf, String);
    expect((await Promise.all([press(), press()])).sort()).toEqual([
      expect.stringContaining('Nothing changed: someone else just rotated the credentials of clinic.'),
      expect.stringMatching(/^✓ Rotated credentials for clinic/),
    ]);
    expect((await listSources(core.database.db))[0]?.old?.credentials).toEqual(before?.credentials);
  });

  test('one that is removed while somebody rotates it stays removed', async () => {
    const core = await openTestCore(kind);
    const context = contextOf(core, admin);
    await run(source, 'add cometchat clinic', context);
    const asked = await run(source, 'rotate clinic', context);
    const rotated = await core.database.db.transaction().execute(async tx => {
      await removeSource(tx, 'clinic', Date.now());
      const rotating = pressLabel(source, asked, 'Rotate (24 h overlap)', context).catch(error => error);
      // With PostgreSQL it has found the source by then; with SQLite it waits before its first look.
      const waiting = sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      if (kind === 'postgres')
        await expect.poll(async () => (await waiting.execute(core.database.db)).rows.length).toBe(1);
      return { rotating };
    });
    expect(await rotated.rotating).toBeInstanceOf(Refusal);
    expect(await listSources(core.database.db)).toEqual([]);
  });

  test('VideoSDK is asked for its key in a form, and what is wrong stands under its field', async () => {
    const core = await openTestCore(kind);
    const context = { ...contextOf(core, admin), operators: ['slack:T1'] };
    const form = asForm(await run(source, 'add videosdk', context));
    const wrong = await submit(source, form, { 'answer-videosdk': 'http://intern/' }, context);
    expect(wrong).toMatchObject({ is: 'invalid', problems: { 'answer-videosdk': expect.stringContaining('https') } });
    const named = await submit(source, form, { name: 'Meet ings' }, context);
    expect(named).toMatchObject({ is: 'invalid', problems: { name: expect.stringContaining('lowercase letters') } });
    const done = await submit(source, form, { name: 'meetings', for: 'everybody' }, context);
    expect(copied(done)).toEqual(['https://calls.example.com/webhooks/meetings']);
    const again = await submit(source, form, { name: 'meetings' }, context);
    expect(again).toMatchObject({ is: 'invalid', problems: { name: expect.stringContaining('is taken') } });
    const asked = await run(source, 'rotate meetings', context);
    const rotating = asForm(await pressLabel(source, asked, 'Rotate and revoke now', context));
    await submit(source, rotating, { 'answer-videosdk': 'https://eu.example.com' }, context);
    expect(await listSources(core.database.db)).toEqual([
      {
        ...{
          name: 'meetings',
          provider: 'videosdk',
          credentials: { apiUrl: 'https://eu.example.com' },
          workspace: null,
        },
        rotatedAt: expect.any(Number),
      },
    ]);
  });

  test('only admins add, rotate and remove; a workspace knows nothing of the sources of another', async () => {
    const core = await openTestCore(kind);
    await run(source, 'add cometchat clinic', contextOf(core, admin));
    for (const words of ['add', 'add cometchat', 'rotate clinic', 'delete clinic']) {
      expect(textOf(await run(source, words, contextOf(core, ann)))).toBe('Only workspace admins can do this.');
    }
    const elsewhere = contextOf(core, admin, 'slack:T2/C1');
    expect(textOf(await run(source, '', elsewhere))).not.toContain('clinic');
    await expect(run(source, 'rotate clinic', elsewhere)).rejects.toThrow(
      'Unknown source “clinic”. See /callboard source list.',
    );
    await expect(run(source, 'delete clinic', elsewhere)).rejects.toThrow(
      'Unknown source “clinic”. See /callboard source list.',
    );
    expect(textOf(await run(source, '', contextOf(core)))).toContain(
      'clinic: CometChat, this workspace · waiting for the first webhook',
    );
  });

  test("everybody's sources are changed by who runs the server alone, also where there is nobody else yet", async () => {
    const core = await openTestCore(kind);
    const [context, operator] = [contextOf(core, admin), contextOf(core, admin, 'preview:demo/calls')];
    const form = asForm(await run(source, 'add', context));
    const ask = (by: ChatContext, name: string) =>
      submit(source, form, { provider: 'cometchat', name, for: 'everybody' }, by);
    expect(await ask(context, 'first')).toMatchObject({ is: 'invalid', problems: { for: operatorsOnly() } });
    expect(copied(await ask(operator, 'first'))).toContain('https://calls.example.com/webhooks/first');
    const named = [
      { ...context, operators: ['slack:U3'] },
      { ...context, operators: ['slack:T1'] },
    ];
    for (const by of [
      context,
      contextOf(core, admin, 'discord:1/2'),
      { ...context, operators: ['slack:U1', 'slack:T2'] },
    ]) {
      const refusal = operatorsOnly(by.workspace.startsWith('discord:') ? 'server' : 'workspace');
      expect(await ask(by, 'second')).toMatchObject({ is: 'invalid', problems: { for: refusal } });
      expect(textOf(await run(source, 'rotate first', by))).toBe(refusal);
      expect(textOf(await run(source, 'delete first', by))).toBe(refusal);
      expect(textOf(await press(source, 'source.delete|first', by))).toBe(refusal);
    }
    for (const by of [operator, ...named])
      expect(textOf(await run(source, 'rotate first', by))).toMatch(/^Rotate credentials for first\?/);
  });

  test('members see how the sources of their workspace do; where they are and why they refuse, who may change them', async () => {
    const core = await openTestCore(kind);
    const { db } = core.database;
    await db.transaction().execute(async tx => {
      for (const [name, workspace] of [
        ['clinic', 'slack:T1'],
        ['shared', null],
        ['theirs', 'slack:T2'],
      ] as const) {
        await putSource(
          tx,
          { name, provider: 'cometchat', credentials: { username: 'u', password: 'hidden' }, workspace },
          1,
        );
      }
    });
    const refusals = createRejectionCounter(db);
    for (const name of ['clinic', 'shared', 'theirs']) refusals.count(name, 'The password is wrong.');
    await refusals.stop();
    const line = (name: string, kind: string) =>
      `${name}: CometChat, ${kind} · waiting for the first webhook · 1 rejected`;
    const [ours, shared] = [line('clinic', 'this workspace'), line('shared', 'shared')];
    const detail = (name: string) =>
      expect.stringMatching(
        new RegExp(`^, latest .* \\(The password is wrong\\) · https://calls.example.com/webhooks/${name}$`),
      );
    const seenBy = async (by: ChatContext, command: ChatCommand, words: string) => {
      const text = textOf(await run(command, words, by));
      expect(text).not.toMatch(/hidden|theirs/);
      return [ours, shared].map(
        start =>
          text
            .split('\n')
            .find(one => one.includes(start))
            ?.split(start)[1],
      );
    };
    for (const [command, words] of [
      [source, 'list'],
      [status, ''],
    ] as const) {
      expect(await seenBy(contextOf(core, bob), command, words)).toEqual(['', '']);
      expect(await seenBy(contextOf(core, admin), command, words)).toEqual([detail('clinic'), '']);
      const operator = { ...contextOf(core, ann), operators: ['slack:U1'] };
      expect(await seenBy(operator, command, words)).toEqual([detail('clinic'), detail('shared')]);
    }
  });

  test('the first source is added by a form that says which endpoints stop; later ones and those beside settings are not', async () => {
    const core = await openTestCore(kind);
    const local = { host: '127.0.0.1', cometchat: null, videosdk: null, slack: null, discord: null };
    const contextWith = (config: SourceConfig): ChatContext => ({
      ...contextOf(core, admin),
      receiving: async () => listReceivingSources(config, await core.loadSources(core.database.db)),
    });
    const context = contextWith(local);
    const warning = 'the default endpoints /webhooks/cometchat and /webhooks/videosdk stop accepting unsigned webhooks';
    const listed = async (by: ChatContext) => textOf(await run(status, '', by)).match(/^- .*(?= · waiting)/gm) ?? [];
    expect(await listed(context)).toEqual([
      '- cometchat: CometChat, unsigned, from this machine only',
      '- videosdk: VideoSDK, unsigned, from this machine only',
    ]);
    const withToken = contextWith({ ...local, slack: { botToken: 'x', apiUrl: 'x', interval: 0 } });
    expect(await listed(withToken)).toEqual([]);
    expect(asForm(await run(source, 'add', withToken)).intro).not.toContain(warning);
    const withSettings = contextWith({ ...local, cometchat: { username: 'u', password: 'p' } });
    expect(await listed(withSettings)).toEqual(['- cometchat: CometChat, shared']);
    expect(asForm(await run(source, 'add', withSettings)).intro).not.toContain(warning);

    const form = asForm(await run(source, 'add cometchat clinic', context));
    expect(form.intro).toContain(warning);
    expect(copied(await submit(source, form, {}, context))).toContain('https://calls.example.com/webhooks/clinic');
    expect(await listed(context)).toEqual(['- clinic: CometChat, this workspace']);
    expect(textOf(await run(source, 'delete', contextOf(core, admin, 'slack:T2/C1')))).toMatch(
      /^There are no added sources to delete\./,
    );
    expect(asForm(await run(source, 'add', context)).intro).not.toContain(warning);
    expect(copied(await run(source, 'add cometchat second', context))).toHaveLength(3);
  });

  test('those are offered for a change that may be changed', async () => {
    const core = await openTestCore(kind);
    await run(source, 'add cometchat clinic', contextOf(core, admin));
    const operator = { ...contextOf(core, admin), operators: ['slack:T1'] };
    const form = asForm(await run(source, 'add', operator));
    await submit(source, form, { provider: 'cometchat', name: 'shared', for: 'everybody' }, operator);
    const offered = async (by: ChatContext) => buttonsOf(await run(source, 'rotate', by)).map(({ label }) => label);
    expect([await offered(contextOf(core, admin)), await offered(operator)]).toEqual([
      ['clinic'],
      ['clinic', 'shared'],
    ]);
    expect(textOf(await run(source, 'delete', contextOf(core, admin, 'slack:T2/C1')))).toBe(
      'Only operators can delete these sources.',
    );
  });

  test('what is mistyped or kept for the settings is said', async () => {
    const core = await openTestCore(kind);
    const context = contextOf(core, admin);
    expect(buttonsOf(await run(source, 'ad', context)).map(({ label }) => label)).toEqual(['Add source…']);
    expect(buttonsOf(await run(source, 'add cometcat', context)).map(({ label }) => label)).toEqual([
      'Add CometChat source',
    ]);
    await expect(run(source, 'add cometchat videosdk', context)).rejects.toThrow('server’s own settings');
    await expect(run(source, 'rotate cometchat', context)).rejects.toThrow('server’s own settings');
    const named = copied(await run(source, 'add cometchat', context));
    expect(named[0]).toMatch(/^https:\/\/calls\.example\.com\/webhooks\/cometchat-[a-z0-9]{4}$/);
    expect(await source.complete?.('rotate com', context)).toHaveLength(1);
  });

  test('every text of its forms is within what platforms take', async () => {
    const core = await openTestCore(kind);
    const { fields, title } = asForm(await run(source, 'add', contextOf(core, admin)));
    expect(title.length).toBeLessThanOrEqual(24);
    expect(fields.length).toBeLessThanOrEqual(5);
    for (const { label, hint = '' } of fields) expect([label.length <= 45, hint.length <= 100]).toEqual([true, true]);
  });
});

test('of more sources than an answer has buttons it is said how many are not shown', async () => {
  const core = await openTestCore('sqlite');
  for (let at = 0; at < 27; at += 1) await run(source, `add cometchat clinic-${at}`, contextOf(core, admin));
  const offered = await run(source, 'rotate', contextOf(core, admin));
  expect(buttonsOf(offered)).toHaveLength(25);
  expect(textOf(offered)).toContain('Not shown: 2 more sources. Type /callboard source rotate <name>.');
});
