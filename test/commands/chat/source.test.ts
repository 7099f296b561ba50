import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { Context } from '../../../src/commands/chat/command.ts';
import { Refusal } from '../../../src/commands/chat/say.ts';
import { source } from '../../../src/commands/chat/source.ts';
import { status } from '../../../src/commands/chat/status.ts';
import type { Core } from '../../../src/core.ts';
import type { Answer } from '../../../src/platforms/chat.ts';
import { providers } from '../../../src/sources/index.ts';
import { listSources, removeSource } from '../../../src/store/sources.ts';
import { startApp } from '../../app.ts';
import { describeOnDatabases } from '../../databases.ts';
import {
  admin,
  ann,
  asForm,
  asReply,
  buttonsOf,
  contextOf,
  openTestCore,
  pressLabel,
  submit,
  textOf,
} from './context.ts';

/** What is written to be copied, in order: the address, then what is secret. */
function copied(answer: Answer): string[] {
  const { blocks } = asReply(answer).message;
  return blocks.flatMap(block =>
    block.type !== 'list'
      ? []
      : block.items.flat().flatMap(inline => (inline.type === 'text' && inline.style?.code ? [inline.text] : [])),
  );
}

const readAudit = ({ database }: Core) => database.db.selectFrom('audit').selectAll().execute();

describeOnDatabases('sources from chat', kind => {
  test('one that is added takes webhooks at once, rotated ones the new credentials only, removed ones none', async () => {
    const { app, core, logged, stop } = await startApp({ COMETCHAT_USERNAME: 'u', COMETCHAT_PASSWORD: 'p' }, { kind });
    onTestFinished(stop);
    const context = contextOf(core, admin);
    const send = async (username: string, password: string) => {
      const headers = { 'content-type': 'application/json', authorization: `Basic ${btoa(`${username}:${password}`)}` };
      const body = JSON.stringify(providers.cometchat.sample('call_unanswered'));
      return (await fetch(`${app.url}/webhooks/clinic`, { method: 'POST', headers, body })).status;
    };
    const [url, username = '', password = ''] = copied(await source.run('add cometchat clinic', context));
    expect(url).toBe('https://calls.example.com/webhooks/clinic');
    expect(await send(username, password)).toBe(200);
    const [, newName = '', newPassword = ''] = copied(await source.run('rotate clinic', context));
    expect(await send(newName, newPassword)).toBe(200);
    await expect.poll(() => send(username, password)).toBe(401);
    await pressLabel(source, await source.run('remove clinic', context), 'Remove it', context);
    await expect.poll(() => send(newName, newPassword)).toBe(404);
    const told = [
      textOf(await source.run('list', context)),
      textOf(await status.run('', contextOf(core))),
      JSON.stringify(await readAudit(core)),
      logged.join(),
    ].join();
    for (const secret of [username, password, newName, newPassword]) expect(told).not.toContain(secret);
    expect(told).toContain('Cleo: remove source clinic');
  });

  test('one that is removed while somebody rotates it stays removed', async () => {
    const core = await openTestCore(kind);
    const context = contextOf(core, admin);
    await source.run('add cometchat clinic', context);
    const rotated = await core.database.db.transaction().execute(async tx => {
      await removeSource(tx, 'clinic', Date.now());
      const rotating = Promise.resolve(source.run('rotate clinic', context)).catch(error => error);
      // Until it has looked for the source and found it, where the database lets it.
      await delay(100);
      return { rotating };
    });
    expect(await rotated.rotating).toBeInstanceOf(Refusal);
    expect(await listSources(core.database.db)).toEqual([]);
  });

  test('VideoSDK is asked for its key in a form, and what is wrong stands under its field', async () => {
    const core = await openTestCore(kind);
    const context = contextOf(core, admin);
    const form = asForm(await source.run('add videosdk', context));
    const wrong = await submit(source, form, { 'answer-videosdk': 'http://intern/' }, context);
    expect(wrong).toMatchObject({ is: 'invalid', problems: { 'answer-videosdk': expect.stringContaining('https') } });
    const named = await submit(source, form, { name: 'Meet ings' }, context);
    expect(named).toMatchObject({ is: 'invalid', problems: { name: expect.stringContaining('small letters') } });
    const done = await submit(source, form, { name: 'meetings', for: 'everybody' }, context);
    expect(copied(done)).toEqual(['https://calls.example.com/webhooks/meetings']);
    const again = await submit(source, form, { name: 'meetings' }, context);
    expect(again).toMatchObject({ is: 'invalid', problems: { name: expect.stringContaining('already') } });
    const rotating = asForm(await source.run('rotate meetings', context));
    await submit(source, rotating, { 'answer-videosdk': 'https://eu.example.com' }, context);
    expect(await listSources(core.database.db)).toEqual([
      { name: 'meetings', provider: 'videosdk', credentials: { apiUrl: 'https://eu.example.com' }, workspace: null },
    ]);
  });

  test('only admins add, rotate and remove; a workspace knows nothing of the sources of another', async () => {
    const core = await openTestCore(kind);
    await source.run('add cometchat clinic', contextOf(core, admin));
    for (const words of ['add', 'add cometchat', 'rotate clinic', 'remove clinic']) {
      await expect(source.run(words, contextOf(core, ann))).rejects.toThrow('Only admins');
    }
    expect(source.actions?.drop?.need).toBe('admin');
    expect(Object.values(source.forms ?? {}).map(({ need }) => need)).toEqual(['admin', 'admin']);
    const elsewhere = contextOf(core, admin, 'slack:T2/C1');
    expect(textOf(await source.run('', elsewhere))).not.toContain('clinic');
    await expect(source.run('rotate clinic', elsewhere)).rejects.toThrow('no source clinic');
    await expect(source.run('remove clinic', elsewhere)).rejects.toThrow('no source clinic');
    expect(textOf(await source.run('', contextOf(core)))).toContain(
      'clinic (CometChat, of this workspace): no webhook yet',
    );
  });

  test("where there are several workspaces, everybody's sources are changed on the console page alone", async () => {
    const core = await openTestCore(kind);
    const [context, operator] = [contextOf(core, admin), contextOf(core, admin, 'preview:demo/calls')];
    const form = asForm(await source.run('add', context));
    const ask = (by: Context, name: string) =>
      submit(source, form, { provider: 'cometchat', name, for: 'everybody' }, by);
    expect(copied(await ask(context, 'first'))).toContain('https://calls.example.com/webhooks/first');
    const elsewhere = contextOf(core, admin, 'discord:1/2');
    await source.run('add cometchat theirs', elsewhere);
    for (const by of [context, elsewhere]) {
      expect(await ask(by, 'second')).toMatchObject({ is: 'invalid', problems: { for: expect.any(String) } });
      await expect(source.run('rotate first', by)).rejects.toThrow('Other workspaces');
      await expect(source.run('remove first', by)).rejects.toThrow('Other workspaces');
      const drop = source.actions?.drop?.run({ about: ['first'], chosen: [] }, by);
      await expect(drop).rejects.toThrow('Other workspaces');
    }
    expect(copied(await ask(operator, 'second'))).toContain('https://calls.example.com/webhooks/second');
    expect(copied(await source.run('rotate first', operator))).toHaveLength(3);
    expect(copied(await source.run('rotate theirs', elsewhere))).toHaveLength(3);
  });

  test('what is mistyped or kept for the settings is said', async () => {
    const core = await openTestCore(kind);
    const context = contextOf(core, admin);
    expect(buttonsOf(await source.run('ad', context)).map(({ label }) => label)).toEqual(['source add']);
    expect(buttonsOf(await source.run('add cometcat', context)).map(({ label }) => label)).toEqual([
      'source add cometchat',
    ]);
    await expect(source.run('add cometchat videosdk', context)).rejects.toThrow("server's own settings");
    await expect(source.run('rotate cometchat', context)).rejects.toThrow("server's own settings");
    const named = copied(await source.run('add cometchat', context));
    expect(named[0]).toMatch(/^https:\/\/calls\.example\.com\/webhooks\/cometchat-[a-z0-9]{4}$/);
    expect(await source.complete?.('rotate com', context)).toHaveLength(1);
  });

  test('every text of its forms is within what platforms take', async () => {
    const core = await openTestCore(kind);
    const { fields, title } = asForm(await source.run('add', contextOf(core, admin)));
    expect(title.length).toBeLessThanOrEqual(24);
    expect(fields.length).toBeLessThanOrEqual(5);
    for (const { label, hint = '' } of fields) expect([label.length <= 45, hint.length <= 100]).toEqual([true, true]);
  });
});
