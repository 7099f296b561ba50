import { expect, onTestFinished, test } from 'vitest';
import { previewTemplate } from '../../src/chat/templates/template-preview.ts';
import { fillPart } from '../../src/events/event.ts';
import { eventTypeNames } from '../../src/events/types.ts';
import type { Core } from '../../src/operations/core.ts';
import { postTest } from '../../src/operations/post-test.ts';
import type { ChatResponse } from '../../src/platforms/chat-protocol.ts';
import { replyBody } from '../../src/platforms/slack/listeners/reply.ts';
import { insertDeliveries, newPost } from '../../src/store/deliveries/insert-deliveries.ts';
import { insertEvents } from '../../src/store/events/insert-events.ts';
import { readChannel } from '../../src/store/settings/rules.ts';
import { listVersions } from '../../src/store/settings/templates.ts';
import { onSlack } from '../app-harness.ts';
import { describeOnDatabase } from '../databases.ts';
import { missedCalls } from '../missed-calls.ts';
import {
  asReply,
  at,
  bob,
  buttonsOf,
  choicesOf,
  cleo,
  formOf,
  here,
  labelsOf,
  openChat,
  previewsOf,
  putRules,
  type TestChat,
  type TestUser,
  textOf,
} from './chat-harness.ts';

/** Stores a missed call that was posted in the channel. */
async function missedCall(core: Core, caller: string, channel = 'slack:T1/C1'): Promise<void> {
  const { rules } = await readChannel(core.database.db, channel);
  const about = { source: 'cometchat', provider: 'cometchat', trigger: 'call_unanswered', type: 'call.missed' };
  const call = fillPart('call', { id: caller, caller: { id: caller } });
  const event = { ...about, subject: null, time: null, notes: [], call };
  const stored = { event, raw: '{}', key: [caller], problems: [], receivedAt: Date.now() };
  const { db, kind } = core.database;
  await db.transaction().execute(async tx => {
    const [fresh] = (await insertEvents(tx, kind, [stored], 'routed')).fresh;
    const rule = rules[0];
    if (!fresh || !rule) throw new Error('There is no event or no rule.');
    await insertDeliveries(tx, [newPost(fresh, rule, 'queued')], Date.now());
  });
}

async function edit(chat: TestChat, changes: Record<string, string>, by?: TestUser): Promise<ChatResponse> {
  const form = formOf(await chat.pressAction('templates.edit|call.missed', by));
  return chat.submit(form, changes, by);
}

async function save(
  chat: TestChat,
  changes: Record<string, string>,
  by?: TestUser,
  label = 'Save for this channel',
): Promise<ChatResponse> {
  return chat.press(await edit(chat, changes, by), label, by);
}

/** The scopes for which a template can be saved. */
const scopesOf = (answer: ChatResponse) =>
  buttonsOf(answer).flatMap(({ label }) => (label.startsWith('Save for ') ? [label.slice('Save for '.length)] : []));

const titleIn = async (core: Core, channel: string) =>
  (await core.loadTemplates(core.database.db, channel)).get('call.missed')?.title;

describeOnDatabase('templates from chat', kind => {
  test('the list begins with the templates that the channel’s rules use', async () => {
    const chat = await openChat({ kind });
    const { core } = chat;
    await putRules(core, [
      { on: 'recording.*', do: 'ignore' },
      { on: ['call.missed', 'meeting.ended'] },
      { template: 'meeting.started' },
    ]);
    const answer = await chat.type('templates');
    expect(
      choicesOf(answer)
        .map(({ value }) => value)
        .slice(0, 3),
    ).toEqual(['call.missed', 'meeting.ended', 'meeting.started']);
    const actions = (asReply(answer).controls ?? []).map(row => (row.is === 'select' ? row.action : ''));
    expect(new Set(actions).size).toBe(actions.length);
    const [first] = actions;
    expect(textOf(await chat.pressAction(first ?? '', {}, ['call.missed']))).toContain('Template call.missed');
  });

  test('a template is edited in a form, previewed with the last real events, and saved for this channel alone', async () => {
    const chat = await openChat({ kind });
    const { core } = chat;
    await putRules(core, [{}]);
    await putRules(core, [{}], 'slack:T1/C2');
    for (const caller of ['ada', 'bea', 'cyd', 'dot']) await missedCall(core, caller);
    await missedCall(core, 'elsewhere', 'slack:T1/C2');
    await postTest(core, 'slack:T1/C1', 'call_unanswered');
    const form = formOf(await chat.pressAction('templates.edit|call.missed'));
    expect(await chat.submit(form, { title: '{{caler}}', body: '{{caler}}' })).toMatchObject({
      problems: {
        title: 'Unknown field "caler". Did you mean "caller"?',
        body: 'line 1: Unknown field "caler". Did you mean "caller"?',
      },
    });
    const [short, all] = form.lists ?? [];
    expect(short?.label).toBe('Short names, each with its value in the last event here');
    expect(short?.names.slice(0, 3)).toEqual([
      { text: '{{caller}}', note: 'dot' },
      { text: '{{callee}}', note: expect.stringMatching(/^\S/) },
      { text: '{{who}}', note: 'dot' },
    ]);
    expect(short?.names).toContainEqual({ text: '{{recording}}', note: '(empty: shows “recording (no link)”)' });
    const when = short?.names.find(({ text }) => text === '{{when}}');
    expect(when).toEqual({ text: '{{when}}', note: expect.stringMatching(/ago$|^just now$/), at: expect.any(Number) });
    expect(all).toMatchObject({ label: 'All fields', folded: true });
    const noteOf = (name: string) => all?.names.find(({ text }) => text === `{{${name}}}`)?.note;
    expect(noteOf('call.caller.id')).toBe('text, e.g. dot');
    expect(noteOf('call.kind')).toBe('text: audio, video');
    expect(noteOf('session.duration')).toMatch(/^number/);
    // Empty in the event, so the example is a sample's.
    expect(noteOf('call.caller.name')).toMatch(/^text, e\.g\. \S/);
    const shown = await chat.submit(form, { title: 'Ring {{person call.caller}}', body: '' });
    expect(previewsOf(shown).map(text => text.split('\n')[0])).toEqual(['Ring dot', 'Ring cyd', 'Ring bea']);
    expect(await titleIn(core, 'slack:T1/C1')).toBe(core.builtins.get('call.missed')?.title);
    const saved = await chat.press(shown, 'Save for this channel');
    expect(textOf(saved)).toContain('✓ Saved version 1 for this channel.');
    expect(await titleIn(core, 'slack:T1/C1')).toBe('Ring {{person call.caller}}');
    expect(await titleIn(core, 'slack:T1/C2')).toBe(core.builtins.get('call.missed')?.title);
    const [version] = await listVersions(core.database.db, { scope: 'slack:T1/C1', name: 'call.missed' });
    expect(version).toMatchObject({ version: 1, author: 'Ada (slack:U1)' });
    const log = await core.database.db.selectFrom('audit').selectAll().execute();
    expect(log).toMatchObject([{ actor: 'slack:U1', action: 'save template', target: 'slack:T1/C1' }]);
  });

  test('the preview shows a sample before the first event', async () => {
    const chat = await openChat({ kind });
    const { lists } = formOf(await chat.pressAction('templates.edit|call.missed'));
    expect(lists?.[0]?.label).toBe('Short names, each with its value in a sample');
    expect(lists?.[0]?.names).toContainEqual({ text: '{{kind}}', note: 'voice call' });
    const shown = await edit(chat, { title: 'New' });
    expect(textOf(shown)).toContain(
      'Not saved yet. The preview below uses sample data, because no such event was posted here yet.',
    );
    expect(previewsOf(shown)).toHaveLength(1);
  });

  test('each problem is shown under its field, and the typed text remains', async () => {
    const chat = await openChat({ kind });
    const wrong = await edit(chat, { title: '{{call.caller.nam}}', body: '{{#if}}', buttons: 'Watch' });
    expect(wrong).toMatchObject({ is: 'invalid', problems: { buttons: 'Use one line per button: Label | https://…' } });
    const typed = await edit(chat, { title: '{{call.caller.nam}}', body: '{{#if call}}', buttons: '' });
    if (typed.is !== 'invalid') throw new Error('It should be invalid.');
    expect(typed.problems).toEqual({
      title: expect.stringContaining('call.caller.name'),
      body: expect.stringContaining('line 1'),
    });
    expect(typed.form.fields[0]).toMatchObject({ value: '{{call.caller.nam}}' });
    const fixed = await chat.submit(typed.form, { title: 'Fine', body: '' });
    expect(textOf(fixed)).toContain('Preview of call.missed');
  });

  test('warnings name mentions without effect, fields that stay empty, and texts that are cut', async () => {
    const chat = await openChat({ kind });
    const text = textOf(
      await edit(chat, {
        title: `@{{person call.caller}} ${'long '.repeat(100)}`,
        body: `@here {{recording.url}} <@U1> ${'x'.repeat(2900)}`,
      }),
    );
    expect(text).toContain('Remove the @ before {{…}}');
    expect(text).toContain("@here and <@U1> won't ping anyone from a template");
    expect(text).toContain('{{recording.…}} will be empty: call.missed has no recording fields.');
    expect(text).toContain('Discord will cut off the title.');
    expect(text).not.toContain('Slack will');
    expect(textOf(await edit(chat, {}))).not.toContain('Check before saving');
  });

  test('the preview shows the message of the other platform, with its cut texts and dropped links', async () => {
    const chat = await openChat({ kind });
    const { core } = chat;
    await putRules(core, [{}]);
    await missedCall(core, 'ada');
    const typed = {
      title: `Ring {{person call.caller}} ${'long '.repeat(100)}`,
      body: `**Now**\n\n${'x'.repeat(2000)}\n\nThe end.`,
      buttons: `Look | https://a.example/${'y'.repeat(1900)}`,
    };
    const shown = textOf(await edit(chat, typed));
    expect(shown).toMatch(/The same message on Discord:\n {4}Ring ada long [\s\S]*more characters[\s\S]*The end\./);
    expect(shown).toContain('Discord will cut off the title.');
    expect(shown).toContain('Discord will drop the “Look” link: the URL is too long.');
    expect(shown).not.toContain('Slack will');
    expect(shown).not.toContain('on Slack');
    const onDiscord = at('discord:1/2');
    const form = formOf(await chat.pressAction('templates.edit|call.missed', onDiscord));
    expect(textOf(await chat.submit(form, { title: 'Hello' }, onDiscord))).toContain('The same message on Slack:');
    const onPage = at('preview:demo/calls');
    const again = formOf(await chat.pressAction('templates.edit|call.missed', onPage));
    expect(textOf(await chat.submit(again, { title: 'Hello' }, onPage))).not.toContain('The same message');
  });

  test('an @ in front of a name is reported, whatever markup separates them', async () => {
    const chat = await openChat({ kind });
    for (const body of [
      '@{{call.caller.name}}',
      '@**{{call.caller.name}}**',
      '\\@{{#if call}}{{call.caller.name}}{{/if}}',
      '{{#if call}}@{{/if}}{{call.caller.name}}',
      '&#64;{{call.caller.name}}',
      '<@{{call.caller.id}}>',
      '<!{{call.caller.id}}>',
    ]) {
      expect(textOf(await edit(chat, { body }))).toContain('Remove the @ before {{…}}');
    }
    const fine = { body: 'Mail ada@example.com, {{call.caller.name}}' };
    expect(textOf(await edit(chat, fine))).not.toContain('Remove the @');
  });

  test('customized templates are listed before built-in ones', async () => {
    const chat = await openChat({ kind });
    const form = formOf(await chat.pressAction('templates.edit|zebra'));
    await chat.press(await chat.submit(form, { title: 'Z' }), 'Save for this channel');
    await save(chat, { title: 'Here' });
    const [made, ...others] = asReply(await chat.type('templates')).controls ?? [];
    expect(made).toMatchObject({ placeholder: 'Select a customized one: call.missed – zebra' });
    expect(JSON.stringify(others)).not.toMatch(/zebra|"call\.missed"/);
  });

  test('a template saved for a wider scope says that the channel still uses its own', async () => {
    const chat = await openChat({ kind });
    await save(chat, { title: 'Here' });
    const first = 'This channel still uses its own template.';
    const saved = await save(chat, { title: 'In T1' }, cleo, 'Save for this workspace');
    expect(textOf(saved)).toContain(`✓ Saved version 1 for this workspace. ${first}`);
    const again = await save(chat, { title: 'Here again' });
    expect(textOf(again)).not.toContain('still uses');
    const back = await chat.pressAction('templates.back|call.missed|workspace|1|1', cleo);
    expect(textOf(back)).toContain(`✓ Restored version 1 as version 2 for this workspace. ${first}`);
  });

  test('members save for a channel, admins for a workspace, operators for all workspaces', async () => {
    const chat = await openChat({ kind });
    const { core } = chat;
    const [mine, admins] = [await edit(chat, {}), await edit(chat, {}, cleo)];
    expect([scopesOf(mine), scopesOf(admins)]).toEqual([['this channel'], ['this channel', 'this workspace']]);
    const id = buttonsOf(mine)[0]?.action.split('|')[1];
    const forged = (scope: string) => chat.pressAction(`templates.save|${id}|${scope}`);
    expect(textOf(await forged('workspace'))).toContain('Only workspace admins can do this.');
    expect(textOf(await forged('everywhere'))).toContain(
      'This is shared by all workspaces, so only operators can change it.',
    );
    await save(chat, { title: 'In T1' }, cleo, 'Save for this workspace');
    expect(await titleIn(core, 'slack:T1/C2')).toBe('In T1');
    const operator = at('preview:demo/calls', cleo);
    const form = formOf(await chat.pressAction('templates.edit|call.missed', operator));
    const shown = await chat.submit(form, { title: 'Everywhere' }, operator);
    await chat.press(shown, 'Save for all workspaces', operator);
    expect(await titleIn(core, 'slack:T2/C1')).toBe('Everywhere');
    const reset = (scope: string, by: TestUser) => chat.pressAction(`templates.reset|call.missed|${scope}|1`, by);
    expect(textOf(await reset('everywhere', cleo))).toContain('This is shared by all workspaces, so only');
    expect(textOf(await chat.pressAction('templates.back|call.missed|workspace|1|1'))).toContain('admins');
    expect(await titleIn(core, 'slack:T2/C1')).toBe('Everywhere');
    const operators = await openChat({ core, operators: ['slack:T1'] });
    await operators.pressAction('templates.reset|call.missed|everywhere|1', cleo);
    expect(await titleIn(core, 'slack:T2/C1')).not.toBe('Everywhere');
  });

  test('the second of two people sees the difference, and can overwrite or open the other version', async () => {
    const chat = await openChat({ kind });
    const { core } = chat;
    const mine = await edit(chat, { title: 'By Ada', body: 'Same\n' });
    await save(chat, { title: 'By Bob', body: 'Same\n' }, bob);
    const conflict = await chat.press(mine, 'Save for this channel');
    expect(textOf(conflict)).toMatch(/Someone else edited.*Bob.*- title: By Bob.*\+ title: By Ada.* {2}Same/s);
    expect(await titleIn(core, 'slack:T1/C1')).toBe('By Bob');
    const resumed = formOf(await chat.press(conflict, 'Edit yours…'));
    expect(resumed.fields[0]).toMatchObject({ value: 'By Ada' });
    expect(textOf(await chat.press(conflict, 'Open theirs'))).toContain('By Bob');
    await save(chat, { title: 'By Cleo', body: 'Same\n' }, cleo);
    const again = await chat.press(conflict, 'Overwrite theirs');
    expect(textOf(again)).toContain('By Cleo');
    await chat.press(again, 'Overwrite theirs');
    expect(await titleIn(core, 'slack:T1/C1')).toBe('By Ada');
    expect(textOf(await chat.press(again, 'Overwrite theirs'))).toContain('was already saved or discarded');
  });

  test('one of two presses at once saves, and the other says that it was saved', async () => {
    const chat = await openChat({ kind });
    const { core } = chat;
    const shown = await edit(chat, { title: 'Once' });
    const pressSave = () => chat.press(shown, 'Save for this channel');
    const answer = (await Promise.all([pressSave(), pressSave()])).map(textOf);
    expect(answer).toContainEqual(expect.stringContaining('✓ Saved version 1'));
    expect(answer).toContainEqual(expect.stringContaining('was already saved or discarded'));
    expect(await listVersions(core.database.db, { scope: 'slack:T1/C1', name: 'call.missed' })).toHaveLength(1);
  });

  test('one press restores a version, each version can be viewed, and reset returns to the wider scope', async () => {
    const chat = await openChat({ kind });
    const { core } = chat;
    const builtin = core.builtins.get('call.missed')?.title;
    await save(chat, { title: 'First' });
    await save(chat, { title: 'Second' });
    const opened = await chat.type('templates call.missed');
    await chat.press(opened, 'Restore version 1');
    expect(await titleIn(core, 'slack:T1/C1')).toBe('First');
    const history = await chat.pressAction('templates.history|call.missed');
    expect(choicesOf(history).map(({ value }) => value)).toEqual(['channel.3', 'channel.2', 'channel.1']);
    expect(choicesOf(history)[0]?.label).toMatch(/^Version 3 \(this channel\) · you · just now$/);
    const second = await chat.pressAction('templates.version|call.missed', {}, ['channel.2']);
    expect(textOf(second)).toContain('Second');
    await chat.press(second, 'Restore this version');
    expect(await titleIn(core, 'slack:T1/C1')).toBe('Second');
    const reset = await chat.pressAction('templates.reset|call.missed|channel|4');
    expect(await titleIn(core, 'slack:T1/C1')).toBe(builtin);
    await chat.press(reset, 'Undo reset');
    expect(await titleIn(core, 'slack:T1/C1')).toBe('Second');
    expect(labelsOf(await chat.type('templates call.missed'))).not.toContain('Restore version 5');
    const past = await chat.pressAction('templates.version|call.missed', {}, ['channel.5']);
    expect(textOf(await chat.press(past, 'Reset template'))).toMatch(
      /^✓ Template reset\. This channel now uses the built-in template\./,
    );
    expect(await titleIn(core, 'slack:T1/C1')).toBe(builtin);
  });

  test('a restore or reset changes nothing after someone else saved', async () => {
    const chat = await openChat({ kind });
    const { core } = chat;
    await save(chat, { title: 'First' });
    await save(chat, { title: 'Second' });
    const opened = await chat.type('templates call.missed');
    const history = await chat.pressAction('templates.version|call.missed', {}, ['channel.1']);
    await save(chat, { title: 'By Bob' }, bob);
    for (const [answer, label] of [
      [opened, 'Restore version 1'],
      [opened, 'Reset template'],
      [history, 'Restore this version'],
    ] as const) {
      const refused = await chat.press(answer, label);
      expect(textOf(refused)).toContain('Nothing changed: Bob saved version 3 for this channel first.');
    }
    expect(await titleIn(core, 'slack:T1/C1')).toBe('By Bob');
    const now = await chat.type('templates call.missed');
    const reset = await chat.press(now, 'Reset template');
    await save(chat, { title: 'By Bob again' }, bob);
    expect(textOf(await chat.press(reset, 'Undo reset'))).toContain('Bob saved version 5');
  });

  test('a form whose draft is gone starts a new draft, and its save shows the differences first', async () => {
    const chat = await openChat({ kind });
    const { core } = chat;
    const form = formOf(await chat.pressAction('templates.edit|call.missed'));
    const shown = await chat.submit(form, { title: 'First' });
    await chat.press(shown, 'Discard draft');
    expect(textOf(await chat.press(shown, 'Save for this channel'))).toContain('already saved or discarded');
    const again = await chat.submit(form, { title: 'Second' });
    expect(textOf(await chat.press(again, 'Save for this channel'))).toContain('version 1');
    const late = await chat.submit(form, { title: 'Third' }, bob);
    const answer = await chat.press(late, 'Save for this channel', bob);
    expect(textOf(answer)).toContain('- title: Second');
    expect(await titleIn(core, 'slack:T1/C1')).toBe('Second');
  });

  test('a text of any length is edited, and one with a mistake is returned whole', async () => {
    const chat = await openChat({ kind });
    const form = formOf(await chat.pressAction('templates.edit|call.missed'));
    const body = `${'Words. '.repeat(1000)}{{#if}`;
    const answer = await chat.submit(form, { body });
    expect(answer).toMatchObject({ is: 'invalid', problems: { body: expect.any(String) } });
    const again = answer.is === 'invalid' ? answer.form : form;
    expect(again.fields.find(({ name }) => name === 'body')?.value).toBe(body);
    const fixed = await chat.submit(again, { body: 'Words. '.repeat(1000) });
    await chat.press(fixed, 'Save for this channel');
    const opened = formOf(await chat.pressAction('templates.edit|call.missed'));
    expect(opened.fields.find(({ name }) => name === 'body')?.value).toHaveLength(7000);
    const tooLong = await chat.submit(opened, { body: 'Words. '.repeat(1600) });
    expect(tooLong).toMatchObject({ is: 'invalid', problems: { body: expect.stringContaining('10,000') } });
  });

  test('a refused draft isn’t stored, and can’t be saved', async () => {
    const chat = await openChat({ kind });
    const { core } = chat;
    const drafts = async () =>
      (await core.database.db.selectFrom('saved_state').select('body').execute()).map(row => row.body);
    const form = formOf(await chat.pressAction('templates.edit|call.missed'));
    const before = await drafts();
    for (const body of [`${'- '.repeat(4450)}a`, `${'> '.repeat(4450)}a`, '{{#if call}}']) {
      const refused = await chat.submit(form, { title: 'Refused', body });
      expect(refused).toMatchObject({ is: 'invalid', problems: { body: expect.any(String) } });
      expect(await drafts()).toEqual(before);
    }
    const shown = await chat.submit(form, { title: 'Good', body: '' });
    const nested = await chat.submit(form, { title: 'Bad', body: `${'- '.repeat(9)}a` });
    expect(nested).toMatchObject({
      is: 'invalid',
      problems: { body: expect.stringContaining('nested more than 8 levels deep') },
    });
    await chat.press(shown, 'Save for this channel');
    expect(await titleIn(core, 'slack:T1/C1')).toBe('Good');
    // Its draft is gone now.
    await chat.submit(form, { title: 'Bad', body: '{{#if call}}' });
    expect((await drafts()).join()).not.toContain('Bad');
  });

  test('more templates than fit are shown in pages, without omission', async () => {
    const chat = await openChat({ kind });
    const { core } = chat;
    await putRules(core, [{ on: 'call.missed', template: 'own-7'.padEnd(60, '-') }]);
    const body = JSON.stringify({ title: 'x', body: '', color: null, buttons: [] });
    const own = Array.from({ length: 150 }, (_, at) => `own-${at}`.padEnd(60, '-'));
    const rows = [...own, 'long'.repeat(20)].map(name => ({
      scope: '',
      name,
      version: 1,
      body,
      author: 'x',
      created_at: 1,
    }));
    await core.database.db.insertInto('templates').values(rows).execute();
    const names = new Set<string>();
    let page = await chat.type('templates');
    expect(choicesOf(page)[0]?.value).toMatch(/^own-7-/);
    for (let pages = 0; pages < 10; pages++) {
      expect(JSON.stringify(replyBody(asReply(page)))).not.toContain('Not everything fits here');
      for (const { value } of choicesOf(page)) names.add(value);
      expect(textOf(page)).toMatch(/Templates \d+–\d+ of \d+/);
      expect(textOf(page)).toContain('Not listed: 1 template with a long name.');
      const next = buttonsOf(page).find(({ label }) => label === 'Next');
      if (next) page = await chat.pressAction(next.action);
    }
    expect([...own, ...eventTypeNames].filter(name => !names.has(name))).toEqual([]);
    expect(buttonsOf(page).map(({ label }) => label)).toEqual(['Previous']);
  });

  test('an unknown name offers the nearest template or a new one', async () => {
    const chat = await openChat({ kind });
    const answer = await chat.type('templates call.mised');
    expect(textOf(answer)).toContain('Did you mean call.missed?');
    expect(buttonsOf(answer).map(({ label }) => label)).toEqual(['call.missed', 'Create template…', 'Open templates']);
    const form = formOf(await chat.pressAction('templates.edit|long-meeting'));
    const shown = await chat.submit(form, { title: 'Long' });
    await chat.press(shown, 'Save for this channel');
    expect(textOf(await chat.type('templates long-meeting'))).toContain('Version 1 (this channel) · you');
    expect(textOf(await chat.pressAction(`templates.edit|${encodeURIComponent('a b')}`))).toContain(
      'Use letters, digits',
    );
  });

  test('the next message uses the saved template', async () => {
    const { app, core, slack, stop } = await onSlack({}, { kind });
    onTestFinished(stop);
    const chat = await openChat({ core, user: at(`slack:${slack.team}/C1`) });
    await missedCalls(app.url, ['caller-1']);
    await app.settled();
    const form = formOf(await chat.pressAction('templates.edit|call.missed'));
    const shown = await chat.submit(form, { title: 'Ring back {{call.caller.id}}' });
    expect(previewsOf(shown)[0]).toContain('Ring back caller-1');
    await chat.press(shown, 'Save for this channel');
    await missedCalls(app.url, ['caller-2']);
    await app.settled();
    expect(slack.read('C1')).toContain('Ring back caller-2');
  });

  test('templates are edited from the App Home, with the same permissions', async () => {
    const chat = await openChat({ kind, members: ['U1 slack:T1/C1'] });
    const name = 'a-name-of-36-characters-_-_-_-_-_-_0';
    const home = { channel: null };
    const pressHome = (action: string) => chat.pressAction(`home|C1|${action}`, home);
    const shown = await chat.submit(await pressHome(`templates.edit|${name}`), { title: ['Long'] }, home);
    await chat.press(shown, 'Save for this channel', home);
    await chat.press(await pressHome(`templates.reset|${name}|channel|1`), 'Undo reset', home);
    expect(textOf(await pressHome(`templates.open|${name}`))).toContain('Version 3 (this channel)');
    await chat.type('access admins', { admin: true });
    expect(textOf(await pressHome(`templates.edit|${name}`))).toContain('Only workspace admins can change this.');
    expect(textOf(await chat.type('test call_unanswered'))).toContain('Only workspace admins can change this.');
    expect(textOf(await chat.type('templates', {}))).toContain('Templates');
    expect(labelsOf(await chat.type(`templates ${name}`))).toEqual(['View history', 'Open templates']);
    expect(labelsOf(await chat.type('templates unknown'))).toEqual(['Open templates']);
    expect(labelsOf(await chat.type(`templates ${name}`, { admin: true }))).toContain('Edit template…');
    expect(textOf(await chat.type('source add cometchat'))).toContain('Only workspace admins can do this.');
    expect(textOf(await chat.request({ is: 'why', message: '1.1' }))).toContain(
      'I can’t explain this message: it isn’t about an event.',
    );
  });
});

test('a preview serves other requests before each of its messages', async () => {
  const { core } = await openChat();
  await putRules(core, [{}]);
  for (const caller of ['u1', 'u2', 'u3']) await missedCall(core, caller);
  let turn = 0;
  const count = () => {
    turn += 1;
    counting = setImmediate(count);
  };
  let counting = setImmediate(count);
  onTestFinished(() => clearImmediate(counting));
  /** The turns in which the template was rendered. */
  const turns: number[] = [];
  const template = {
    title: 'Call',
    body: '',
    buttons: [],
    get color() {
      turns.push(turn);
      return null;
    },
  };
  const { messages } = await previewTemplate({ core, channel: here }, template, ['call.missed']);
  expect(messages).toHaveLength(3);
  expect(new Set(turns).size).toBe(3);
});
