import { expect, onTestFinished, test } from 'vitest';
import type { ChatContext } from '../../src/chat/command.ts';
import { templates } from '../../src/chat/templates/templates-command.ts';
import { fillPart } from '../../src/events/event.ts';
import { eventTypeNames } from '../../src/events/types.ts';
import type { Core } from '../../src/operations/core.ts';
import { postTest } from '../../src/operations/post-test.ts';
import type { ChatResponse, ChatUser } from '../../src/platforms/chat-protocol.ts';
import { replyBody } from '../../src/platforms/slack/listeners/reply.ts';
import { insertDeliveries } from '../../src/store/deliveries/deliveries.ts';
import { insertEvents } from '../../src/store/events/insert-events.ts';
import { readChannel } from '../../src/store/settings/rules.ts';
import { listVersions } from '../../src/store/settings/templates.ts';
import { onSlack } from '../app-harness.ts';
import { describeOnDatabase } from '../databases.ts';
import { missedCalls } from '../missed-calls.ts';
import { openChat } from './chat-harness.ts';
import {
  admin,
  ann,
  asForm,
  asReply,
  bob,
  buttonsOf,
  choicesOf,
  contextOf,
  openTestCore,
  press,
  pressLabel,
  previewsOf,
  putRules,
  submit,
  textOf,
} from './context.ts';

/** A missed call that the channel was told of. */
async function missedCall(core: Core, caller: string, channel = 'slack:T1/C1'): Promise<void> {
  const { rules } = await readChannel(core.database.db, channel);
  const about = { source: 'cometchat', provider: 'cometchat', trigger: 'call_unanswered', type: 'call.missed' };
  const call = fillPart('call', { id: caller, caller: { id: caller } });
  const event = { ...about, subject: null, time: null, notes: [], call };
  const stored = { event, raw: '{}', key: [caller], problems: [], receivedAt: Date.now() };
  await insertEvents(core.database, [stored], async (tx, [fresh]) => {
    const rule = rules[0];
    if (!fresh || !rule) throw new Error('There is no event or no rule.');
    await insertDeliveries(tx, [{ eventSeq: fresh.seq, eventId: fresh.id, rule, state: 'pending' }], Date.now());
  });
}

async function edit(core: Core, changes: Record<string, string>, by: ChatUser = ann): Promise<ChatResponse> {
  const form = asForm(await press(templates, 'templates.edit|call.missed', contextOf(core, by)));
  return submit(templates, form, changes, contextOf(core, by));
}

async function save(
  core: Core,
  changes: Record<string, string>,
  by: ChatUser = ann,
  label = 'Save for this channel',
): Promise<ChatResponse> {
  return pressLabel(templates, await edit(core, changes, by), label, contextOf(core, by));
}

/** Where a template can be saved. */
const scopesOf = (answer: ChatResponse) =>
  buttonsOf(answer).flatMap(({ label }) => (label.startsWith('Save for ') ? [label.slice('Save for '.length)] : []));

const titleIn = async (core: Core, channel: string) =>
  (await core.loadTemplates(core.database.db, channel)).get('call.missed')?.title;

describeOnDatabase('templates from chat', kind => {
  test('the list begins with what the rules of the channel use', async () => {
    const core = await openTestCore(kind);
    await putRules(core, [
      { on: 'recording.*', do: 'ignore' },
      { on: ['call.missed', 'meeting.ended'] },
      { template: 'meeting.started' },
    ]);
    const answer = await templates.run('', contextOf(core));
    expect(
      choicesOf(answer)
        .map(({ value }) => value)
        .slice(0, 3),
    ).toEqual(['call.missed', 'meeting.ended', 'meeting.started']);
    const actions = (asReply(answer).controls ?? []).map(row => (row.is === 'select' ? row.action : ''));
    expect(new Set(actions).size).toBe(actions.length);
    const [first] = actions;
    expect(textOf(await press(templates, first ?? '', contextOf(core), ['call.missed']))).toContain(
      'Template call.missed',
    );
  });

  test('form, preview with the last real events, save, and the channel alone is told so', async () => {
    const core = await openTestCore(kind);
    await putRules(core, [{}]);
    await putRules(core, [{}], 'slack:T1/C2');
    for (const caller of ['ada', 'bea', 'cyd', 'dot']) await missedCall(core, caller);
    await missedCall(core, 'elsewhere', 'slack:T1/C2');
    await postTest(core, 'slack:T1/C1', 'call_unanswered');
    const form = asForm(await press(templates, 'templates.edit|call.missed', contextOf(core)));
    expect(form.intro).toContain('call.caller.name');
    const shown = await submit(templates, form, { title: 'Ring {{person call.caller}}', body: '' }, contextOf(core));
    expect(previewsOf(shown).map(text => text.split('\n')[0])).toEqual(['Ring dot', 'Ring cyd', 'Ring bea']);
    expect(await titleIn(core, 'slack:T1/C1')).toBe(core.builtins.get('call.missed')?.title);
    const saved = await pressLabel(templates, shown, 'Save for this channel', contextOf(core));
    expect(textOf(saved)).toContain('✓ Saved version 1 for this channel.');
    expect(await titleIn(core, 'slack:T1/C1')).toBe('Ring {{person call.caller}}');
    expect(await titleIn(core, 'slack:T1/C2')).toBe(core.builtins.get('call.missed')?.title);
    const [version] = await listVersions(core.database.db, { scope: 'slack:T1/C1', name: 'call.missed' });
    expect(version).toMatchObject({ version: 1, author: 'Ann (slack:U1)' });
    const log = await core.database.db.selectFrom('audit').selectAll().execute();
    expect(log).toMatchObject([{ actor: 'slack:U1', action: 'save template', target: 'slack:T1/C1' }]);
  });

  test('where nothing came yet a sample is shown', async () => {
    const core = await openTestCore(kind);
    const shown = await edit(core, { title: 'New' });
    expect(textOf(shown)).toContain('Preview with sample data (no call.missed received here yet)');
    expect(previewsOf(shown)).toHaveLength(1);
  });

  test('what is wrong stands under its field, and what was typed stays', async () => {
    const core = await openTestCore(kind);
    const wrong = await edit(core, { title: '{{call.caller.nam}}', body: '{{#if}}', buttons: 'Watch' });
    expect(wrong).toMatchObject({ is: 'invalid', problems: { buttons: 'Use one line per button: Label | https://…' } });
    const typed = await edit(core, { title: '{{call.caller.nam}}', body: '{{#if call}}', buttons: '' });
    if (typed.is !== 'invalid') throw new Error('It should be invalid.');
    expect(typed.problems).toEqual({
      title: expect.stringContaining('call.caller.name'),
      body: expect.stringContaining('line 1'),
    });
    expect(typed.form.fields[0]).toMatchObject({ value: '{{call.caller.nam}}' });
    const mended = await submit(templates, typed.form, { title: 'Fine', body: '' }, contextOf(core));
    expect(textOf(mended)).toContain('Preview of call.missed');
  });

  test('it warns of what would surprise: faked and dead mentions, fields that never come, texts that are cut', async () => {
    const core = await openTestCore(kind);
    const text = textOf(
      await edit(core, {
        title: `@{{person call.caller}} ${'long '.repeat(100)}`,
        body: `@here {{recording.url}} <@U1> ${'x'.repeat(2900)}`,
      }),
    );
    expect(text).toContain('Remove the @ before {{…}}');
    expect(text).toContain("@here won't ping anyone from a template");
    expect(text).toContain('{{recording.…}} will be empty: call.missed has no recording fields.');
    expect(text).toContain('Discord will cut off the title.');
    expect(text).not.toContain('Slack will');
    expect(textOf(await edit(core, {}))).not.toContain('Check before saving');
  });

  test('it tells how the other platform shows it: what is cut there, and which button opens nothing', async () => {
    const core = await openTestCore(kind);
    await putRules(core, [{}]);
    await missedCall(core, 'ada');
    const typed = {
      title: `Ring {{person call.caller}} ${'long '.repeat(100)}`,
      body: `**Now**\n\n${'x'.repeat(2000)}\n\nThe end.`,
      buttons: `Look | https://a.example/${'y'.repeat(1900)}`,
    };
    const shown = textOf(await edit(core, typed));
    expect(shown).toMatch(/The same message on Discord:\n {4}Ring ada long [\s\S]*more characters[\s\S]*The end\./);
    expect(shown).toContain('Discord will cut off the title.');
    expect(shown).toContain('Discord will drop the “Look” link: the URL is too long.');
    expect(shown).not.toContain('Slack will');
    expect(shown).not.toContain('on Slack');
    const onDiscord = contextOf(core, ann, 'discord:1/2');
    const form = asForm(await press(templates, 'templates.edit|call.missed', onDiscord));
    expect(textOf(await submit(templates, form, { title: 'Hello' }, onDiscord))).toContain(
      'The same message on Slack:',
    );
    const onPage = contextOf(core, ann, 'preview:demo/calls');
    const again = asForm(await press(templates, 'templates.edit|call.missed', onPage));
    expect(textOf(await submit(templates, again, { title: 'Hello' }, onPage))).not.toContain('The same message');
  });

  test('an @ that is seen before a name is told, whatever stands between', async () => {
    const core = await openTestCore(kind);
    for (const body of [
      '@{{call.caller.name}}',
      '@**{{call.caller.name}}**',
      '\\@{{#if call}}{{call.caller.name}}{{/if}}',
      '{{#if call}}@{{/if}}{{call.caller.name}}',
      '&#64;{{call.caller.name}}',
      '<@{{call.caller.id}}>',
      '<!{{call.caller.id}}>',
    ]) {
      expect(textOf(await edit(core, { body }))).toContain('Remove the @ before {{…}}');
    }
    const fine = { body: 'Mail ada@example.com, {{call.caller.name}}' };
    expect(textOf(await edit(core, fine))).not.toContain('Remove the @');
  });

  test('those that people made are listed before all that Callboard comes with', async () => {
    const core = await openTestCore(kind);
    const form = asForm(await press(templates, 'templates.edit|zebra', contextOf(core)));
    await pressLabel(
      templates,
      await submit(templates, form, { title: 'Z' }, contextOf(core)),
      'Save for this channel',
      contextOf(core),
    );
    await save(core, { title: 'Here' });
    const [made, ...others] = asReply(await templates.run('', contextOf(core))).controls ?? [];
    expect(made).toMatchObject({ placeholder: 'Customized: call.missed – zebra' });
    expect(JSON.stringify(others)).not.toMatch(/zebra|"call\.missed"/);
  });

  test('saved further out than the one that holds here, it says that nothing changes here', async () => {
    const core = await openTestCore(kind);
    await save(core, { title: 'Here' });
    const first = 'This channel still uses its own template.';
    const saved = await save(core, { title: 'In T1' }, admin, 'Save for this workspace');
    expect(textOf(saved)).toContain(`✓ Saved version 1 for this workspace. ${first}`);
    const again = await save(core, { title: 'Here again' });
    expect(textOf(again)).not.toContain('still uses');
    const back = await press(templates, 'templates.back|call.missed|workspace|1|1', contextOf(core, admin));
    expect(textOf(back)).toContain(`✓ Restored version 1 as version 2 for this workspace. ${first}`);
  });

  test('who may: a channel everybody, a workspace its admins, everywhere who runs the server', async () => {
    const core = await openTestCore(kind);
    const [mine, admins] = [await edit(core, {}), await edit(core, {}, admin)];
    expect([scopesOf(mine), scopesOf(admins)]).toEqual([['this channel'], ['this channel', 'this workspace']]);
    const id = buttonsOf(mine)[0]?.action.split('|')[1];
    const forged = (scope: string) => press(templates, `templates.save|${id}|${scope}`, contextOf(core));
    expect(textOf(await forged('workspace'))).toContain('Only workspace admins can do this.');
    expect(textOf(await forged('everywhere'))).toContain('This is shared by all workspaces.');
    await save(core, { title: 'In T1' }, admin, 'Save for this workspace');
    expect(await titleIn(core, 'slack:T1/C2')).toBe('In T1');
    const operator = contextOf(core, admin, 'preview:demo/calls');
    const form = asForm(await press(templates, 'templates.edit|call.missed', operator));
    const shown = await submit(templates, form, { title: 'Everywhere' }, operator);
    await pressLabel(templates, shown, 'Save for all workspaces', operator);
    expect(await titleIn(core, 'slack:T2/C1')).toBe('Everywhere');
    const reset = (scope: string, by: ChatContext) => press(templates, `templates.reset|call.missed|${scope}|1`, by);
    expect(textOf(await reset('everywhere', contextOf(core, admin)))).toContain('This is shared by all workspaces.');
    expect(textOf(await press(templates, 'templates.back|call.missed|workspace|1|1', contextOf(core)))).toContain(
      'admins',
    );
    expect(await titleIn(core, 'slack:T2/C1')).toBe('Everywhere');
    await reset('everywhere', { ...contextOf(core, admin), operators: ['slack:T1'] });
    expect(await titleIn(core, 'slack:T2/C1')).not.toBe('Everywhere');
  });

  test('of two people the second is told, shown the difference, and can save over it or take theirs', async () => {
    const core = await openTestCore(kind);
    const mine = await edit(core, { title: 'By Ann', body: 'Same\n' });
    await save(core, { title: 'By Bob', body: 'Same\n' }, bob);
    const conflict = await pressLabel(templates, mine, 'Save for this channel', contextOf(core));
    expect(textOf(conflict)).toMatch(/Someone else saved.*Bob.*- title: By Bob.*\+ title: By Ann.* {2}Same/s);
    expect(await titleIn(core, 'slack:T1/C1')).toBe('By Bob');
    const resumed = asForm(await pressLabel(templates, conflict, 'Edit mine…', contextOf(core)));
    expect(resumed.fields[0]).toMatchObject({ value: 'By Ann' });
    expect(textOf(await pressLabel(templates, conflict, 'Open theirs', contextOf(core)))).toContain('By Bob');
    await save(core, { title: 'By Cleo', body: 'Same\n' }, admin);
    const again = await pressLabel(templates, conflict, 'Overwrite theirs', contextOf(core));
    expect(textOf(again)).toContain('By Cleo');
    await pressLabel(templates, again, 'Overwrite theirs', contextOf(core));
    expect(await titleIn(core, 'slack:T1/C1')).toBe('By Ann');
    expect(textOf(await pressLabel(templates, again, 'Overwrite theirs', contextOf(core)))).toContain(
      'was already saved or discarded',
    );
  });

  test('of two presses at once one saves, and the other hears that it was saved', async () => {
    const core = await openTestCore(kind);
    const shown = await edit(core, { title: 'Once' });
    const pressSave = () => pressLabel(templates, shown, 'Save for this channel', contextOf(core));
    const told = (await Promise.all([pressSave(), pressSave()])).map(textOf);
    expect(told).toContainEqual(expect.stringContaining('✓ Saved version 1'));
    expect(told).toContainEqual(expect.stringContaining('was already saved or discarded'));
    expect(await listVersions(core.database.db, { scope: 'slack:T1/C1', name: 'call.missed' })).toHaveLength(1);
  });

  test('roll back is one press, each version can be looked at, and reset goes back to what holds further out', async () => {
    const core = await openTestCore(kind);
    const builtin = core.builtins.get('call.missed')?.title;
    await save(core, { title: 'First' });
    await save(core, { title: 'Second' });
    const opened = await templates.run('call.missed', contextOf(core));
    await pressLabel(templates, opened, 'Restore version 1', contextOf(core));
    expect(await titleIn(core, 'slack:T1/C1')).toBe('First');
    const history = await press(templates, 'templates.history|call.missed', contextOf(core));
    expect(choicesOf(history).map(({ value }) => value)).toEqual(['channel.3', 'channel.2', 'channel.1']);
    const second = await press(templates, 'templates.version|call.missed', contextOf(core), ['channel.2']);
    expect(textOf(second)).toContain('Second');
    await pressLabel(templates, second, 'Restore this version', contextOf(core));
    expect(await titleIn(core, 'slack:T1/C1')).toBe('Second');
    const reset = await press(templates, 'templates.reset|call.missed|channel|4', contextOf(core));
    expect(await titleIn(core, 'slack:T1/C1')).toBe(builtin);
    await pressLabel(templates, reset, 'Undo reset', contextOf(core));
    expect(await titleIn(core, 'slack:T1/C1')).toBe('Second');
  });

  test('who rolls back or resets what somebody else changed meanwhile is told, and loses nothing', async () => {
    const core = await openTestCore(kind);
    await save(core, { title: 'First' });
    await save(core, { title: 'Second' });
    const opened = await templates.run('call.missed', contextOf(core));
    const history = await press(templates, 'templates.version|call.missed', contextOf(core), ['channel.1']);
    await save(core, { title: 'By Bob' }, bob);
    for (const [answer, label] of [
      [opened, 'Restore version 1'],
      [opened, 'Reset template'],
      [history, 'Restore this version'],
    ] as const) {
      const told = await pressLabel(templates, answer, label, contextOf(core));
      expect(textOf(told)).toContain('Nothing changed: Bob saved version 3 for this channel first.');
    }
    expect(await titleIn(core, 'slack:T1/C1')).toBe('By Bob');
    const now = await templates.run('call.missed', contextOf(core));
    const reset = await pressLabel(templates, now, 'Reset template', contextOf(core));
    await save(core, { title: 'By Bob again' }, bob);
    expect(textOf(await pressLabel(templates, reset, 'Undo reset', contextOf(core)))).toContain('Bob saved version 5');
  });

  test('a form whose draft is gone is taken up anew, and what it would be saved over is shown first', async () => {
    const core = await openTestCore(kind);
    const form = asForm(await press(templates, 'templates.edit|call.missed', contextOf(core)));
    const shown = await submit(templates, form, { title: 'First' }, contextOf(core));
    await pressLabel(templates, shown, 'Discard draft', contextOf(core));
    expect(textOf(await pressLabel(templates, shown, 'Save for this channel', contextOf(core)))).toContain(
      'already saved or discarded',
    );
    const again = await submit(templates, form, { title: 'Second' }, contextOf(core));
    expect(textOf(await pressLabel(templates, again, 'Save for this channel', contextOf(core)))).toContain('version 1');
    const late = await submit(templates, form, { title: 'Third' }, contextOf(core, bob));
    const told = await pressLabel(templates, late, 'Save for this channel', contextOf(core, bob));
    expect(textOf(told)).toContain('- title: Second');
    expect(await titleIn(core, 'slack:T1/C1')).toBe('Second');
  });

  test('a text of any length is edited, and one with a mistake comes back whole', async () => {
    const core = await openTestCore(kind);
    const form = asForm(await press(templates, 'templates.edit|call.missed', contextOf(core)));
    const body = `${'Words. '.repeat(1000)}{{#if}`;
    const told = await submit(templates, form, { body }, contextOf(core));
    expect(told).toMatchObject({ is: 'invalid', problems: { body: expect.any(String) } });
    const again = told.is === 'invalid' ? told.form : form;
    expect(again.fields.find(({ name }) => name === 'body')?.value).toBe(body);
    const mended = await submit(templates, again, { body: 'Words. '.repeat(1000) }, contextOf(core));
    await pressLabel(templates, mended, 'Save for this channel', contextOf(core));
    const opened = asForm(await press(templates, 'templates.edit|call.missed', contextOf(core)));
    expect(opened.fields.find(({ name }) => name === 'body')?.value).toHaveLength(7000);
    const tooLong = await submit(templates, opened, { body: 'Words. '.repeat(2000) }, contextOf(core));
    expect(tooLong).toMatchObject({ is: 'invalid', problems: { body: expect.stringContaining('10,000') } });
  });

  test('a draft that is refused is not kept, and cannot be saved', async () => {
    const core = await openTestCore(kind);
    const context = contextOf(core);
    const drafts = async () =>
      (await core.database.db.selectFrom('drafts').select('body').execute()).map(row => row.body);
    const form = asForm(await press(templates, 'templates.edit|call.missed', context));
    const before = await drafts();
    for (const body of [`${'- '.repeat(4450)}a`, `${'> '.repeat(4450)}a`, '{{#if call}}']) {
      const refused = await submit(templates, form, { title: 'Refused', body }, context);
      expect(refused).toMatchObject({ is: 'invalid', problems: { body: expect.any(String) } });
      expect(await drafts()).toEqual(before);
    }
    const shown = await submit(templates, form, { title: 'Good', body: '' }, context);
    const nested = await submit(templates, form, { title: 'Bad', body: `${'- '.repeat(9)}a` }, context);
    expect(nested).toMatchObject({
      is: 'invalid',
      problems: { body: expect.stringContaining('nested more than 8 levels deep') },
    });
    await pressLabel(templates, shown, 'Save for this channel', context);
    expect(await titleIn(core, 'slack:T1/C1')).toBe('Good');
    // Its draft is gone now.
    await submit(templates, form, { title: 'Bad', body: '{{#if call}}' }, context);
    expect((await drafts()).join()).not.toContain('Bad');
  });

  test('more templates than one message offers are in pages, and none is left out', async () => {
    const core = await openTestCore(kind);
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
    let page = await templates.run('', contextOf(core));
    expect(choicesOf(page)[0]?.value).toMatch(/^own-7-/);
    for (let pages = 0; pages < 10; pages++) {
      expect(JSON.stringify(replyBody(asReply(page)))).not.toContain('Too many to list');
      for (const { value } of choicesOf(page)) names.add(value);
      expect(textOf(page)).toMatch(/Templates \d+–\d+ of \d+/);
      expect(textOf(page)).toContain('Not listed: 1 template with a long name.');
      const next = buttonsOf(page).find(({ label }) => label === 'Next');
      if (next) page = await press(templates, next.action, contextOf(core));
    }
    expect([...own, ...eventTypeNames].filter(name => !names.has(name))).toEqual([]);
    expect(buttonsOf(page).map(({ label }) => label)).toEqual(['Previous']);
  });

  test('a name that is not there: the nearest, or a new one', async () => {
    const core = await openTestCore(kind);
    const answer = await templates.run('call.mised', contextOf(core));
    expect(textOf(answer)).toContain('Did you mean call.missed?');
    expect(buttonsOf(answer).map(({ label }) => label)).toEqual(['call.missed', 'Create template…', 'Open templates']);
    const form = asForm(await press(templates, 'templates.edit|long-meeting', contextOf(core)));
    const shown = await submit(templates, form, { title: 'Long' }, contextOf(core));
    await pressLabel(templates, shown, 'Save for this channel', contextOf(core));
    expect(textOf(await templates.run('long-meeting', contextOf(core)))).toContain('Version 1 (this channel) · you');
    await expect(press(templates, `templates.edit|${encodeURIComponent('a b')}`, contextOf(core))).rejects.toThrow(
      'Use letters, digits',
    );
  });

  test("what is saved is in the next webhook's message", async () => {
    const { app, core, slack, stop } = await onSlack({}, { kind });
    onTestFinished(stop);
    const context = contextOf(core, ann, `slack:${slack.team}/C1`);
    await missedCalls(app.url, ['caller-1']);
    await app.settled();
    const form = asForm(await press(templates, 'templates.edit|call.missed', context));
    const shown = await submit(templates, form, { title: 'Ring back {{call.caller.id}}' }, context);
    expect(previewsOf(shown)[0]).toContain('Ring back caller-1');
    await pressLabel(templates, shown, 'Save for this channel', context);
    await missedCalls(app.url, ['caller-2']);
    await app.settled();
    expect(slack.read('C1')).toContain('Ring back caller-2');
  });

  test('it works through the App Home and for those who may', async () => {
    const chat = await openChat(kind, ['U1 slack:T1/C1']);
    const name = 'a-name-of-36-characters-_-_-_-_-_-_0';
    const home = { channel: null };
    const pressHome = (action: string) => chat.ask({ is: 'action', action: `home|C1|${action}`, chosen: [] }, home);
    const shown = await chat.send(await pressHome(`templates.edit|${name}`), { title: ['Long'] }, home);
    await chat.press(shown, 'Save for this channel', home);
    await chat.press(await pressHome(`templates.reset|${name}|channel|1`), 'Undo reset', home);
    expect(textOf(await pressHome(`templates.open|${name}`))).toContain('Version 3 (this channel)');
    await chat.type('access admins', { admin: true });
    expect(textOf(await pressHome(`templates.edit|${name}`))).toContain('Only admins can change this.');
    expect(textOf(await chat.type('test call_unanswered'))).toContain('Only admins can change this.');
    expect(textOf(await chat.type('templates', {}))).toContain('Templates');
    expect(textOf(await chat.type('source add cometchat'))).toContain('Only workspace admins can do this.');
    expect(textOf(await chat.ask({ is: 'why', message: '1.1' }))).toContain('This message wasn’t posted by Callboard.');
  });
});
