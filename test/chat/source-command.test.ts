import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import type { Core } from '../../src/operations/core.ts';
import type { ChatResponse } from '../../src/platforms/chat-protocol.ts';
import type { SourceConfig } from '../../src/sources/open-sources.ts';
import { providers } from '../../src/sources/providers/index.ts';
import { createRejectionCounter } from '../../src/store/sources/rejected-webhooks.ts';
import { listSources, putSource, removeSource } from '../../src/store/sources/sources.ts';
import { startApp } from '../app-harness.ts';
import { describeOnDatabase, openTestCore } from '../databases.ts';
import {
  ada,
  asReply,
  at,
  bob,
  buttonsOf,
  cleo,
  formOf,
  openChat,
  type TestChat,
  type TestUser,
  textOf,
} from './chat-harness.ts';

/** The texts to copy, in order: the webhook URL, then the secrets. */
function copied(answer: ChatResponse): string[] {
  const { blocks } = asReply(answer).message;
  return blocks.flatMap(block =>
    block.type !== 'list'
      ? []
      : block.items.flat().flatMap(inline => (inline.type === 'text' && inline.style?.code ? [inline.text] : [])),
  );
}

const operatorsOnly = (word: 'server' | 'workspace' = 'workspace') =>
  `This is shared by all ${word}s, so only operators can change it. Operators are listed in Callboard’s OPERATORS setting.`;

const readAudit = ({ database }: Core) => database.db.selectFrom('audit').selectAll().execute();

describeOnDatabase('sources from chat', kind => {
  test('an added source accepts webhooks at once, a rotated one both or only the new credentials, a deleted one none', async () => {
    const { app, core, logged, stop } = await startApp({ COMETCHAT_USERNAME: 'u', COMETCHAT_PASSWORD: 'p' }, { kind });
    onTestFinished(stop);
    const chat = await openChat({ core });
    const send = async (username: string, password: string) => {
      const headers = { 'content-type': 'application/json', authorization: `Basic ${btoa(`${username}:${password}`)}` };
      const body = JSON.stringify(providers.cometchat.sample('call_unanswered'));
      return (await fetch(`${app.url}/webhooks/clinic`, { method: 'POST', headers, body })).status;
    };
    const [url, username = '', password = ''] = copied(await chat.type('source add cometchat clinic', cleo));
    expect(url).toBe('https://calls.example.com/webhooks/clinic');
    expect(await send(username, password)).toBe(200);
    const offer = await chat.type('source rotate clinic', cleo);
    expect(await send(username, password)).toBe(200);
    const renewed = await chat.press(offer, 'Rotate', cleo);
    expect(textOf(renewed)).toMatch(
      /^✓ Rotated credentials for clinic\. The old ones expire .*\. Finish in the CometChat dashboard:/,
    );
    expect(textOf(renewed)).toContain('edit the webhook with this URL');
    expect(textOf(renewed)).not.toContain('Add Webhook');
    const [, newName = '', newPassword = ''] = copied(renewed);
    expect([await send(newName, newPassword), await send(username, password)]).toEqual([200, 200]);
    expect(textOf(await chat.type('source list', cleo))).toContain('old credentials expire');
    const again = await chat.type('source rotate clinic', cleo);
    expect(textOf(again)).toContain('(valid until ');
    const [, lastName = '', lastPassword = ''] = copied(await chat.press(again, 'Rotate and revoke', cleo));
    expect(await send(lastName, lastPassword)).toBe(200);
    for (const [name, word] of [
      [username, password],
      [newName, newPassword],
    ] as const) {
      await expect.poll(() => send(name, word)).toBe(401);
    }
    await chat.press(await chat.type('source delete clinic', cleo), 'Delete source', cleo);
    await expect.poll(() => send(lastName, lastPassword)).toBe(404);
    const shown = [
      textOf(await chat.type('source list', cleo)),
      textOf(await chat.type('status')),
      JSON.stringify(await readAudit(core)),
      logged.join(),
    ].join();
    for (const secret of [username, password, newName, newPassword, lastName, lastPassword]) {
      expect(shown).not.toContain(secret);
    }
    expect(shown).toContain('deleted the source clinic');
  });

  test('one of two presses at once creates new credentials, and the other is answered that it changed nothing', async () => {
    const chat = await openChat({ kind });
    await chat.type('source add cometchat clinic', cleo);
    const [before] = await listSources(chat.core.database.db);
    const offer = await chat.type('source rotate clinic', cleo);
    const press = () => chat.press(offer, 'Rotate', cleo).then(textOf, String);
    expect((await Promise.all([press(), press()])).sort()).toEqual([
      expect.stringContaining('Nothing changed: someone else just rotated the credentials of clinic.'),
      expect.stringMatching(/^✓ Rotated credentials for clinic/),
    ]);
    expect((await listSources(chat.core.database.db))[0]?.old?.credentials).toEqual(before?.credentials);
  });

  test('a source that is deleted during a rotation stays deleted', async () => {
    const chat = await openChat({ kind });
    await chat.type('source add cometchat clinic', cleo);
    const offer = await chat.type('source rotate clinic', cleo);
    const rotated = await chat.core.database.db.transaction().execute(async tx => {
      await removeSource(tx, 'clinic', Date.now());
      const rotating = chat.press(offer, 'Rotate', cleo);
      // With PostgreSQL the rotation has read the source by then; with SQLite it waits before its first read.
      const waiting = sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      if (kind === 'postgres')
        await expect.poll(async () => (await waiting.execute(chat.core.database.db)).rows.length).toBe(1);
      return { rotating };
    });
    const refusal =
      kind === 'postgres' ? /^Not rotated: someone else just deleted source clinic/ : /^Unknown source “clinic”/;
    expect(textOf(await rotated.rotating)).toMatch(refusal);
    expect(await listSources(chat.core.database.db)).toEqual([]);
  });

  test('a form collects the settings of VideoSDK, with each problem under its field', async () => {
    const chat = await openChat({ kind, operators: ['slack:T1'] });
    const form = formOf(await chat.type('source add videosdk', cleo));
    expect(form.intro).toMatch(
      /^Creates a webhook URL\. For CometChat, you’ll see the user name and password only once\./,
    );
    expect(form.fields.find(({ name }) => name === 'answer-videosdk')?.shownFor).toEqual({ provider: ['videosdk'] });
    const fields = { provider: ['cometchat'], name: ['clinic'], for: ['everyone'] };
    const revised = formOf(await chat.request({ is: 'revision', action: form.action, fields }, cleo));
    expect(revised.fields.map(({ name, value }) => [name, value])).toEqual([
      ['provider', ['cometchat']],
      ['name', 'clinic'],
      ['for', ['everyone']],
      ['answer-videosdk', 'https://api.videosdk.live'],
    ]);
    const wrong = await chat.submit(form, { 'answer-videosdk': 'http://intern/' }, cleo);
    expect(wrong).toMatchObject({ is: 'invalid', problems: { 'answer-videosdk': expect.stringContaining('https') } });
    const named = await chat.submit(form, { name: 'Meet ings' }, cleo);
    expect(named).toMatchObject({ is: 'invalid', problems: { name: expect.stringContaining('lowercase letters') } });
    const done = await chat.submit(form, { name: 'meetings', for: 'everyone' }, cleo);
    expect(copied(done)).toEqual(['https://calls.example.com/webhooks/meetings']);
    const again = await chat.submit(form, { name: 'meetings' }, cleo);
    expect(again).toMatchObject({ is: 'invalid', problems: { name: expect.stringContaining('is taken') } });
    const offer = await chat.type('source rotate meetings', cleo);
    const rotating = formOf(await chat.press(offer, 'Rotate and revoke', cleo));
    expect(textOf(offer)).toContain('Enter the new VideoSDK public key or API URL in the next step.');
    const rotated = await chat.submit(rotating, { 'answer-videosdk': 'https://eu.example.com' }, cleo);
    expect(textOf(rotated)).toBe('✓ Replaced the key of meetings. The old one is revoked.');
    expect(await listSources(chat.core.database.db)).toEqual([
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

  test('only admins add, rotate and delete, and a workspace never sees another’s sources', async () => {
    const chat = await openChat({ kind });
    await chat.type('source add cometchat clinic', cleo);
    for (const words of ['add', 'add cometchat', 'rotate clinic', 'delete clinic']) {
      expect(textOf(await chat.type(`source ${words}`))).toBe('Only workspace admins can do this.');
    }
    const elsewhere = at('slack:T2/C1', cleo);
    expect(textOf(await chat.type('source', elsewhere))).not.toContain('clinic');
    expect(textOf(await chat.type('source rotate clinic', elsewhere))).toBe(
      'Unknown source “clinic”. See /callboard source list.',
    );
    expect(textOf(await chat.type('source delete clinic', elsewhere))).toBe(
      'Unknown source “clinic”. See /callboard source list.',
    );
    expect(textOf(await chat.type('source'))).toContain(
      'clinic: CometChat, this workspace · waiting for the first webhook',
    );
  });

  test('only operators change shared sources, also while no operator is configured', async () => {
    const chat = await openChat({ kind });
    const operator = at('preview:demo/calls', cleo);
    const form = formOf(await chat.type('source add', cleo));
    const submit = (by: TestUser, name: string, { submit } = chat) =>
      submit(form, { provider: 'cometchat', name, for: 'everyone' }, by);
    expect(await submit(cleo, 'first')).toMatchObject({ is: 'invalid', problems: { for: operatorsOnly() } });
    expect(copied(await submit(operator, 'first'))).toContain('https://calls.example.com/webhooks/first');
    const chatWith = (...operators: string[]) => openChat({ core: chat.core, operators });
    for (const { by, on } of [
      { by: cleo, on: chat },
      { by: at('discord:1/2', cleo), on: chat },
      { by: cleo, on: await chatWith('slack:U1', 'slack:T2') },
    ]) {
      const refusal = operatorsOnly('platform' in by && by.platform === 'discord' ? 'server' : 'workspace');
      expect(await submit(by, 'second', on)).toMatchObject({ is: 'invalid', problems: { for: refusal } });
      expect(textOf(await on.type('source rotate first', by))).toBe(refusal);
      expect(textOf(await on.type('source delete first', by))).toBe(refusal);
      expect(textOf(await on.pressAction('source.delete|first', by))).toBe(refusal);
    }
    for (const { by, on } of [
      { by: operator, on: chat },
      { by: cleo, on: await chatWith('slack:U3') },
      { by: cleo, on: await chatWith('slack:T1') },
    ]) {
      expect(textOf(await on.type('source rotate first', by))).toMatch(/^Rotate credentials for first\?/);
    }
  });

  test('members see the health of their workspace’s sources; admins also see URLs and rejection reasons', async () => {
    const chat = await openChat({ kind });
    const { db } = chat.core.database;
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
    const seenBy = async (by: TestUser, words: string, { type } = chat) => {
      const text = textOf(await type(words, by));
      expect(text).not.toMatch(/hidden|theirs/);
      return [ours, shared].map(
        start =>
          text
            .split('\n')
            .find(one => one.includes(start))
            ?.split(start)[1],
      );
    };
    const operated = await openChat({ core: chat.core, operators: ['slack:U1'] });
    for (const words of ['source list', 'status']) {
      expect(await seenBy(bob, words)).toEqual(['', '']);
      expect(await seenBy(cleo, words)).toEqual([detail('clinic'), '']);
      expect(await seenBy(ada, words, operated)).toEqual([detail('clinic'), detail('shared')]);
    }
  });

  test('the form for the first source warns which default endpoints stop; later forms don’t', async () => {
    const core = await openTestCore(kind);
    const local = { host: '127.0.0.1', providers: {}, platforms: {} };
    const chatWith = (sources: SourceConfig) => openChat({ core, sources, user: cleo });
    const chat = await chatWith(local);
    const warning = '/webhooks/cometchat, /webhooks/videosdk and /webhooks/standard reject unsigned webhooks';
    const listed = async ({ type }: TestChat) => textOf(await type('status')).match(/^- .*(?= · waiting)/gm) ?? [];
    expect(await listed(chat)).toEqual([
      '- cometchat: CometChat, accepts unsigned webhooks from this machine only',
      '- standard: Standard Webhooks, accepts unsigned webhooks from this machine only',
      '- videosdk: VideoSDK, accepts unsigned webhooks from this machine only',
    ]);
    const withToken = await chatWith({ ...local, platforms: { slack: { botToken: 'x' } } });
    expect(await listed(withToken)).toEqual([]);
    expect(formOf(await withToken.type('source add')).intro).not.toContain(warning);
    const withSettings = await chatWith({ ...local, providers: { cometchat: { username: 'u', password: 'p' } } });
    expect(await listed(withSettings)).toEqual(['- cometchat: CometChat, shared']);
    expect(formOf(await withSettings.type('source add')).intro).not.toContain(warning);

    const form = formOf(await chat.type('source add cometchat clinic'));
    expect(form.intro).toContain(warning);
    expect(copied(await chat.submit(form, {}))).toContain('https://calls.example.com/webhooks/clinic');
    expect(await listed(chat)).toEqual(['- clinic: CometChat, this workspace']);
    expect(textOf(await chat.type('source delete', at('slack:T2/C1', cleo)))).toMatch(
      /^There are no sources that you can delete here\./,
    );
    expect(formOf(await chat.type('source add')).intro).not.toContain(warning);
    expect(copied(await chat.type('source add cometchat second'))).toHaveLength(3);
  });

  test('only sources that the person may change are offered', async () => {
    const chat = await openChat({ kind });
    await chat.type('source add cometchat clinic', cleo);
    const operated = await openChat({ core: chat.core, operators: ['slack:T1'] });
    const form = formOf(await operated.type('source add', cleo));
    await operated.submit(form, { provider: 'cometchat', name: 'shared', for: 'everyone' }, cleo);
    const offered = async ({ type }: TestChat) =>
      buttonsOf(await type('source rotate', cleo)).map(({ label }) => label);
    expect([await offered(chat), await offered(operated)]).toEqual([['clinic'], ['clinic', 'shared']]);
    expect(textOf(await chat.type('source delete', at('slack:T2/C1', cleo)))).toBe(
      'Only operators can delete these sources.',
    );
  });

  test('mistyped names are corrected, and names of the .env file are refused', async () => {
    const chat = await openChat({ kind });
    expect(buttonsOf(await chat.type('source ad', cleo)).map(({ label }) => label)).toEqual(['Add source…']);
    expect(buttonsOf(await chat.type('source add cometcat', cleo)).map(({ label }) => label)).toEqual([
      'Add CometChat source',
    ]);
    expect(textOf(await chat.type('source add cometchat videosdk', cleo))).toContain('“videosdk” is reserved');
    const cometchat = { username: 'u', password: 'p' };
    const settings = { host: '127.0.0.1', providers: { cometchat }, platforms: {} };
    const configured = await openChat({ core: chat.core, sources: settings });
    for (const verb of ['rotate', 'delete']) {
      expect(textOf(await configured.type(`source ${verb} cometchat`, cleo))).toContain(
        'cometchat is set up in Callboard’s .env file. Ask the operator to change it there.',
      );
      expect(textOf(await chat.type(`source ${verb} cometchat`, cleo))).toContain(
        'cometchat is a default endpoint. It has no credentials, and you can’t delete it.',
      );
    }
    const named = copied(await chat.type('source add cometchat', cleo));
    expect(named[0]).toMatch(/^https:\/\/calls\.example\.com\/webhooks\/cometchat-[a-z0-9]{4}$/);
    const completed = await chat.request({ is: 'completion', words: 'source rotate com' }, cleo);
    expect(completed.is === 'completions' && completed.choices).toHaveLength(1);
  });

  test('every text of its forms is within the platforms’ limits', async () => {
    const chat = await openChat({ kind });
    const { fields, title } = formOf(await chat.type('source add', cleo));
    expect(title.length).toBeLessThanOrEqual(24);
    expect(fields.length).toBeLessThanOrEqual(5);
    for (const { label, hint = '' } of fields) expect([label.length <= 45, hint.length <= 100]).toEqual([true, true]);
  });
});

test('an answer with more sources than buttons says how many are not shown', async () => {
  const chat = await openChat();
  for (let at = 0; at < 27; at += 1) await chat.type(`source add cometchat clinic-${at}`, cleo);
  const offered = await chat.type('source rotate', cleo);
  expect(buttonsOf(offered)).toHaveLength(25);
  expect(textOf(offered)).toContain('Not shown: 2 more sources. Type /callboard source rotate <name>.');
});
