import { expect, test } from 'vitest';
import type { Core } from '../../../src/operations/core.ts';
import { shownFields } from '../../../src/platforms/slack/listeners/shown-fields.ts';
import { insertEvents } from '../../../src/store/events/insert-events.ts';
import { putChannel } from '../../../src/store/settings/channels.ts';
import { readChannel } from '../../../src/store/settings/rules.ts';
import { saveTemplateUnlessChanged } from '../../../src/store/settings/templates.ts';
import { putSource } from '../../../src/store/sources/sources.ts';
import { describeOnDatabase } from '../../databases.ts';
import { asReply, at, formOf, here, labelsOf, openChat, type TestChat, textOf } from '../chat-harness.ts';

const bodies = async ({ core }: TestChat, channel = here) =>
  (await readChannel(core.database.db, channel)).rules.map(({ id: _id, channel: _c, position: _p, ...body }) => body);

const audited = async ({ core }: TestChat) =>
  core.database.db.selectFrom('audit').select(['actor', 'action', 'target', 'detail']).orderBy('id').execute();

/** Stores events that were received now. */
async function receive({ database }: Core, count: number, kind: { trigger: string; type: string }): Promise<void> {
  const event = { source: 'cometchat', provider: 'cometchat', subject: 'ada', time: null, notes: [], ...kind };
  const events = Array.from({ length: count }, (_, at) => ({
    ...{ event, raw: '{}', key: [`${kind.type} ${at}`], problems: [], receivedAt: Date.now() },
  }));
  await database.db.transaction().execute(tx => insertEvents(tx, 'sqlite', events, 'routed'));
}

describeOnDatabase('add', kind => {
  test('a typed rule is stored when it is saved, with its author in the audit log', async () => {
    const chat = await openChat({ kind });
    const review = await chat.type('add call.missed if call.kind == "video" mention @here at 1');
    expect(textOf(review)).toMatch(/^Review new rule\nPost call.missed if call.kind == "video", mention @here\n/);
    expect(await bodies(chat)).toEqual([]);
    const saved = await chat.press(review, 'Save rule');
    expect(textOf(saved)).toMatch(/^✓ Rule 1 saved/);
    expect(await bodies(chat)).toEqual([
      { on: 'call.missed', if: 'call.kind == "video"', do: 'post', mention: ['<!here>'] },
    ]);
    expect(await audited(chat)).toEqual([
      {
        actor: 'slack:U1',
        action: 'add rule',
        target: here,
        detail:
          '{"name":"Ada","after":"{ on: call.missed, if: \'call.kind == \\"video\\"\', mention: [ \\"<!here>\\" ] }"}',
      },
    ]);
  });

  test('one form builds a whole rule', async () => {
    const chat = await openChat({ kind });
    const form = await chat.type('add');
    const review = await chat.submit(form, {
      ...{ on: ['call.missed', 'call.ended'], kind: ['video'], longer: ['10m'], who: ['Ada "x"'] },
      ...{ mention: ['@here <@U1>'], if: ['session.peak == 2'] },
    });
    expect(labelsOf(review)).toEqual(['Save rule', 'Edit rule…', 'Cancel']);
    const again = formOf(await chat.press(review, 'Edit rule…'));
    const values = Object.fromEntries(again.fields.map(({ name, value }) => [name, value]));
    expect(values).toMatchObject({ kind: ['video'], longer: '10m', who: 'Ada "x"', mention: '@here <@U1>' });
    await chat.press(await chat.submit(again, {}), 'Save rule');
    expect(await bodies(chat)).toEqual([
      {
        on: ['call.missed', 'call.ended'],
        if: expect.stringMatching(
          /^call\.kind == "video" && .*duration > 600.*"Ada \\"x\\"".* && \(session\.peak == 2\)$/,
        ),
        do: 'post',
        mention: ['<!here>', '<@U1>'],
      },
    ]);
  });

  test('on Discord steps build it, and each step keeps the values of the others', async () => {
    const user = { platform: 'discord', workspace: '1', channel: '1/2' };
    const chat = await openChat({ kind, user });
    const form = await chat.type('add');
    expect(formOf(form).fields.map(({ name }) => name)).toEqual(['on', 'do', 'mention', 'kind', 'outcome']);
    const first = await chat.submit(form, {
      on: ['call.missed', 'call.ended'],
      kind: ['video'],
      mention: ['<@200000000000000001>'],
    });
    expect(labelsOf(first)).toEqual(['Save rule', 'Edit events…', 'Add filters…', 'Set template…', 'Cancel']);
    const narrowed = await chat.submit(await chat.press(first, 'Add filters…'), { longer: ['10m'], who: ['Ada "x"'] });
    const more = await chat.submit(await chat.press(narrowed, 'Set template…'), { template: ['call.ended'] });
    const changed = await chat.submit(await chat.press(more, 'Edit events…'), { kind: '' });
    const forms = [await chat.press(changed, 'Add filters…'), await chat.press(changed, 'Set template…')];
    expect(forms.map(each => formOf(each).fields.map(field => field.value))).toEqual([
      ['10m', undefined, 'Ada "x"', [], undefined],
      [['call.ended']],
    ]);
    await chat.press(changed, 'Save rule');
    expect(await bodies(chat, 'discord:1/2')).toEqual([
      {
        on: ['call.missed', 'call.ended'],
        if: expect.stringMatching(/^call\.duration > 600 && "Ada \\"x\\"" in \[call\./),
        ...{ do: 'post', template: 'call.ended', mention: ['<@200000000000000001>'] },
      },
    ]);
  });

  test('a position is chosen among the other rules', async () => {
    const chat = await openChat({ kind });
    const rules = [
      { on: 'call.*', do: 'post' as const },
      { on: '*', do: 'ignore' as const },
    ];
    await chat.core.database.db.transaction().execute(tx => putChannel(tx, { address: here, rules }));
    const review = await chat.type('add meeting.ended');
    expect(textOf(review)).toContain('Position 3 of 3. The first matching rule wins.');
    const moved = await chat.choose(review, '1');
    expect(textOf(moved)).toContain('Position 2 of 3');
    await chat.press(moved, 'Save rule');
    expect((await bodies(chat)).map(({ on }) => on)).toEqual(['call.*', 'meeting.ended', '*']);
  });
});

test('each problem is shown under its field, with the typed values', async () => {
  const chat = await openChat();
  const answer = await chat.submit(await chat.type('add'), {
    on: ['call.mised'],
    kind: ['video'],
    if: ['call.knd == "video"'],
  });
  expect(answer).toMatchObject({
    is: 'invalid',
    problems: {
      on: 'Unknown event type "call.mised". Did you mean "call.missed"?',
      if: 'Unknown field "call.knd" (character 6). Did you mean "call.kind"?',
    },
  });
  const values = formOf(answer).fields.map(({ name, value }) => [name, value]);
  expect(Object.fromEntries(values)).toMatchObject({ on: ['call.mised'], kind: ['video'], if: 'call.knd == "video"' });
  const fixed = await chat.submit(answer, { on: ['call.missed'], if: ['call.kind != "audio"'] });
  expect(textOf(fixed)).toContain('Post call.missed if call.kind == "video" && (call.kind != "audio")');
  expect(await chat.submit(await chat.type('add'), {})).toMatchObject({
    problems: { on: 'Select at least one event' },
  });
  const narrow = await chat.submit(await chat.press(fixed, 'Edit rule…'), { longer: ['soon'] });
  expect(narrow).toMatchObject({ problems: { longer: 'Use a duration like 90s, 10m or 2h' } });
  const more = await chat.submit(await chat.press(fixed, 'Edit rule…'), {
    template: ['call.mised'],
    mention: ['@ada'],
  });
  expect(more).toMatchObject({
    problems: {
      template: '"call.mised" doesn\'t exist. Did you mean "call.missed"?',
      mention:
        'There’s no person or group called @ada here. Use @here or member IDs. For names, type /callboard add call.missed mention @name.',
    },
  });
});

test('a condition that is too long is reported under a field that made it too long', async () => {
  const cel = `call.caller.name == "${'x'.repeat(900)}"`;
  const tooLong = 'Condition: Longer than 1,000 characters';
  const chat = await openChat();
  const typed = { on: ['call.missed'], kind: ['video'], if: [cel], who: ['Ada'] };
  expect(await chat.submit(await chat.type('add'), typed)).toMatchObject({ is: 'invalid', problems: { if: tooLong } });
  const discord = await openChat({ user: { platform: 'discord', workspace: '1', channel: '1/2' } });
  const long = await discord.type(`add call.missed if ${cel}`);
  const narrow = await discord.submit(await discord.press(long, 'Add filters…'), { who: ['Ada'] });
  expect(narrow).toMatchObject({ is: 'invalid', problems: { if: tooLong } });
});

test('templates are offered by name: first those of the event types, then customized ones', async () => {
  const chat = await openChat();
  const saved = {
    scope: here,
    name: 'short',
    body: { title: 'Short', color: null, buttons: [], body: '' },
    author: 'Ada',
  };
  await saveTemplateUnlessChanged(chat.core.database.db, { ...saved, basedOn: 0 }, Date.now());
  const review = await chat.type('add meeting.ended');
  const more = await chat.press(review, 'Edit rule…');
  const field = formOf(more).fields.find(({ name }) => name === 'template');
  if (field?.is !== 'one') throw new Error('It is not chosen.');
  expect(field.choices.slice(0, 2)).toMatchObject([
    { value: 'meeting.ended', description: expect.any(String) },
    { value: 'short' },
  ]);
  expect(field.choices).toHaveLength(chat.core.builtins.size + 1);
  expect(textOf(await chat.submit(more, { template: ['short'] }))).toContain('Post meeting.ended, template short');
  const typed = await chat.request({ is: 'completion', words: 'add meeting.ended template ' });
  expect(typed.is === 'completions' && typed.choices.slice(0, 2).map(({ value }) => value)).toEqual([
    'add meeting.ended template meeting.ended',
    'add meeting.ended template short',
  ]);
});

test('every source is offered, however many, and an unknown one is reported under its field', async () => {
  const chat = await openChat();
  const credentials = { username: 'u', password: 'p' };
  await chat.core.database.db.transaction().execute(async tx => {
    for (let at = 1; at <= 120; at++) {
      await putSource(tx, { name: `calls-${at}`, provider: 'cometchat', credentials, workspace: 'slack:T1' }, 1);
    }
    await putSource(tx, { name: 'theirs', provider: 'cometchat', credentials, workspace: 'slack:T2' }, 1);
  });
  const narrow = await chat.press(await chat.type('add call.missed'), 'Edit rule…');
  const field = formOf(narrow).fields.find(({ name }) => name === 'source');
  if (field?.is !== 'one') throw new Error('It is not chosen.');
  expect(field.choices.map(({ value }) => value)).toContain('calls-120');
  expect(field.choices.map(({ value }) => value)).not.toContain('theirs');
  expect(textOf(await chat.submit(narrow, { source: [' calls-120 '] }))).toContain('source == "calls-120"');
  const mistyped = await chat.submit(narrow, { source: ['cals-120'] });
  expect(mistyped).toMatchObject({
    is: 'invalid',
    problems: { source: expect.stringMatching(/^There’s no source “cals-120”.*id you mean \W?calls-120/) },
  });
  expect(await chat.submit(narrow, { source: ['theirs'] })).toMatchObject({
    problems: { source: expect.stringContaining('There’s no source “theirs”') },
  });
});

test.each([
  [
    'slack:T1/C1',
    'There’s no person or group called @nope here. Select a name from the list that opens when you type @.',
  ],
  ['discord:111111111111111111/222222222222222222', 'There’s no person or role called @nope here.'],
  ['preview:demo/calls', 'I can\'t mention "@nope". Use @here, @everyone or <@user ID>.'],
])('a typed name that no one has, in %s', async (address, problem) => {
  const chat = await openChat({ user: at(address) });
  expect(textOf(await chat.type('add call.missed mention @nope'))).toContain(`- mention: ${problem}`);
});

test.each([
  ['slack:T1/C1', 'group'],
  ['discord:111111111111111111/222222222222222222', 'role'],
])('text that is no mention, in %s', async (address, group) => {
  const chat = await openChat({ user: at(address) });
  expect(textOf(await chat.type('add call.missed mention foo'))).toContain(
    `- mention: I can’t mention “foo”. Use @here. For a person or a ${group}, select a name from the list that opens when you type @.`,
  );
});

test.each([
  ['mention', '@here do ignore', { mention: expect.stringMatching(/^I can’t mention “do”\. Use @here or member IDs/) }],
  ['template', 'call.missed show card', { template: expect.stringContaining('call.missed show card') }],
])('text in the field %s is a value only: %s is no keyword', async (field, text, problems) => {
  const chat = await openChat();
  const more = await chat.press(await chat.type('add call.missed'), 'Edit rule…');
  expect(await chat.submit(more, { [field]: [text] })).toMatchObject({ is: 'invalid', problems });
});

test('on Discord as on Slack, here without @ is a mention', async () => {
  const chat = await openChat({ user: at('discord:111111111111111111/222222222222222222') });
  expect(textOf(await chat.type('add call.missed mention here'))).toContain('Post call.missed, mention @here');
});

test('fields accept values that contain keywords', async () => {
  const chat = await openChat();
  const { db } = chat.core.database;
  const body = { title: 'Urgent', body: '', color: null, buttons: [] };
  const template = {
    scope: '',
    name: 'at 1 urgent',
    version: 1,
    body: JSON.stringify(body),
    author: 'x',
    created_at: 1,
  };
  await db.insertInto('templates').values(template).execute();
  const review = await chat.submit(await chat.press(await chat.type('add call.missed'), 'Edit rule…'), {
    template: ['at 1 urgent'],
    mention: ['@here, <@U0123>'],
  });
  const again = await chat.submit(await chat.press(review, 'Edit rule…'), {});
  await chat.press(again, 'Save rule');
  expect(await bodies(chat)).toEqual([
    { on: 'call.missed', do: 'post', template: 'at 1 urgent', mention: ['<!here>', '<@U0123>'] },
  ]);
});

test('an invalid line is answered with its problems and suggestions', async () => {
  const chat = await openChat();
  const answer = await chat.type('add call.mised if call.kind == "vidio"');
  expect(textOf(answer)).toContain('- Unknown event type "call.mised". Did you mean "call.missed"?');
  expect(textOf(answer)).toContain('Did you mean "video"?');
  expect(labelsOf(answer)).toContain('Open form…');
  const words = textOf(await chat.type('add missed calls please mention @unknown'));
  expect(words).toContain('- Unknown event type "missed". Did you mean "call.missed"?');
  expect(words).toContain('- Unknown event type "calls". Did you mean "call.*"?');
  expect(words).toContain('- mention: There’s no person or group called @unknown here.');
  expect(words).not.toContain('[0]');
  expect(await bodies(chat)).toEqual([]);
});

test('a draft belongs to its author, ends when saved, and can be canceled', async () => {
  const chat = await openChat();
  const review = await chat.type('add call.missed');
  expect(textOf(await chat.press(review, 'Save rule', { id: 'U2' }))).toMatch(
    /^This draft was already saved or discarded, or has expired/,
  );
  expect(textOf(await chat.press(review, 'Save rule', { channel: 'T1/C2' }))).toMatch(
    /^This draft was already saved or discarded/,
  );
  await chat.press(review, 'Save rule');
  expect(textOf(await chat.press(review, 'Save rule'))).toMatch(/^This draft was already saved or discarded/);
  const other = await chat.type('add call.ended');
  expect(textOf(await chat.press(other, 'Cancel'))).toBe('Canceled. Nothing changed.');
  expect(textOf(await chat.press(other, 'Edit rule…'))).toMatch(/^This draft was already saved or discarded/);
  expect((await bodies(chat)).map(({ on }) => on)).toEqual(['call.missed']);
});

describeOnDatabase('two presses of Save at once', kind => {
  test('save one rule, and the second answer says so', async () => {
    const chat = await openChat({ kind });
    const review = await chat.type('add call.missed');
    const answers = await Promise.all([chat.press(review, 'Save rule'), chat.press(review, 'Save rule')]);
    expect(answers.map(textOf).sort()).toEqual([
      expect.stringMatching(/^This draft was already saved or discarded/),
      expect.stringMatching(/^✓ Rule 1 saved/),
    ]);
    const edited = await chat.submit(await chat.type('edit 1'), { on: ['call.ended'] });
    const again = await Promise.all([chat.press(edited, 'Save rule'), chat.press(edited, 'Save rule')]);
    expect(again.map(textOf).sort()[0]).toMatch(/^This draft was already saved or discarded/);
    expect((await bodies(chat)).map(({ on }) => on)).toEqual(['call.ended']);
  });
});

test('the second of two people who edit one rule sees both versions', async () => {
  const chat = await openChat();
  await chat.press(await chat.type('add call.missed'), 'Save rule');
  const mine = await chat.submit(await chat.type('edit 1'), { on: ['call.ended'] });
  const theirs = await chat.submit(await chat.type('edit 1', { id: 'U2' }), { do: ['ignore'] }, { id: 'U2' });
  expect(textOf(await chat.press(theirs, 'Save rule', { id: 'U2' }))).toMatch(/^✓ Rule 1 saved/);
  const conflict = await chat.press(mine, 'Save rule');
  expect(textOf(conflict)).toBe(
    [
      'Someone else edited this rule while you were editing it.',
      'Current version: Ignore call.missed',
      'Your draft is safe. Differences (− theirs, + yours):',
      '    - on: call.missed',
      '    - do: ignore',
      '    + on: call.ended',
    ].join('\n'),
  );
  expect(asReply(conflict).message.blocks.at(-1)).toEqual({
    type: 'code',
    text: '- on: call.missed\n- do: ignore\n+ on: call.ended',
  });
  const fromTheirs = await chat.submit(await chat.press(conflict, 'Edit theirs…'), { kind: ['video'] });
  expect(textOf(fromTheirs)).toContain('\nIgnore call.missed if call.kind == "video"\n');
  expect(formOf(await chat.press(conflict, 'Edit yours…')).fields[0]?.value).toEqual(['call.ended']);
  const third = await chat.submit(await chat.type('edit 1', { id: 'U3' }), { on: ['recording.ready'] }, { id: 'U3' });
  await chat.press(third, 'Save rule', { id: 'U3' });
  const again = await chat.press(conflict, 'Overwrite theirs');
  expect(textOf(again)).toContain('Current version: Ignore recording.ready');
  expect(textOf(await chat.press(again, 'Overwrite theirs'))).toMatch(/^✓ Rule 1 saved/);
  expect(await bodies(chat)).toEqual([{ on: 'call.ended', do: 'post' }]);
});

describeOnDatabase('a rule that is deleted while it is edited', kind => {
  test('can be added again as it was edited: before the form is submitted, before it is moved, before it is saved', async () => {
    const chat = await openChat({ kind });
    for (const words of ['add call.missed mention @here', 'add call.rejected']) {
      await chat.press(await chat.type(words), 'Save rule');
    }
    const form = await chat.type('edit 1');
    const mine = await chat.submit(await chat.type('edit 1'), { on: ['call.ended'] });
    await chat.type('delete 1', { id: 'U2' });
    for (const conflict of [
      await chat.press(mine, 'Save rule'),
      await chat.choose(mine, '0'),
      await chat.submit(form, { on: ['call.ended'] }),
    ]) {
      expect(textOf(conflict)).toBe(
        'This rule was deleted while you were editing\nYour changes: Post call.ended, mention @here',
      );
    }
    const added = await chat.press(await chat.press(mine, 'Save rule'), 'Add it as a new rule');
    expect(textOf(added)).toMatch(/^Review new rule\n/);
    expect(textOf(added)).toContain('Position 1 of 2');
    await chat.press(added, 'Save rule');
    expect(await bodies(chat)).toEqual([
      { on: 'call.ended', do: 'post', mention: ['<!here>'] },
      { on: 'call.rejected', do: 'post' },
    ]);
  });

  test('and the values of a form whose draft is gone are saved', async () => {
    const chat = await openChat({ kind, user: { platform: 'discord', workspace: '1', channel: '1/2' } });
    const review = await chat.type('add call.missed');
    const [form, narrow] = [await chat.press(review, 'Edit events…'), await chat.press(review, 'Add filters…')];
    await chat.press(review, 'Cancel');
    const typed = await chat.submit(form, { on: ['call.ended'], kind: ['video'] });
    expect(textOf(typed)).toMatch(/^This draft was already saved or discarded, or has expired\n/);
    expect(textOf(await chat.press(typed, 'Add it as a new rule'))).toContain(
      'Post call.ended if call.kind == "video"',
    );
    const wrong = await chat.submit(narrow, { longer: ['soon'] });
    expect(wrong).toMatchObject({ is: 'invalid' });
    const narrowed = await chat.submit(wrong, { longer: ['10m'] });
    expect(labelsOf(narrowed)).toEqual(['Select events…', 'Cancel', 'Open rules']);
    const again = await chat.submit(await chat.press(narrowed, 'Select events…'), { on: ['call.ended'] });
    expect(textOf(again)).toMatch(/Post call\.ended if .*duration > 600/);
    expect(await bodies(chat)).toEqual([]);
  });
});

test('options without effect yet are saved and named in the review, and the form doesn’t offer them', async () => {
  const chat = await openChat();
  const names = ['urgent', 'digest', 'escalate', 'show: card'];
  const namedIn = (text: string) =>
    [...text.matchAll(/^- "?(urgent|digest|escalate|show: card)"? has no effect/gm)].map(([, name]) => name);
  const typed = await chat.type('add call.missed urgent digest 1h escalate 10m @here show card');
  expect(namedIn(textOf(typed))).toEqual(names);
  const form = await chat.press(typed, 'Edit rule…');
  for (const name of ['urgent', 'digest', 'escalate', 'show']) {
    expect(formOf(form).fields.map(field => field.name)).not.toContain(name);
  }
  const formed = await chat.submit(form, { mention: ['<@U1>'] });
  expect(namedIn(textOf(formed))).toEqual(names);
  await chat.press(formed, 'Save rule');
  expect(namedIn(textOf(await chat.submit(await chat.type('edit 1'), { on: ['call.ended'] })))).toEqual(names);
  expect(namedIn(textOf(await chat.type('add call.missed show post')))).toEqual([]);
  expect(await bodies(chat)).toEqual([
    {
      ...{ on: 'call.missed', do: 'post', mention: ['<@U1>'], show: 'card', urgent: true, digest: '1h' },
      escalate: { after: '10m', mention: ['<!here>'] },
    },
  ]);
});

test('rules that never match are named before the save and in the list', async () => {
  const chat = await openChat();
  await chat.press(await chat.type('add call.*'), 'Save rule');
  const review = await chat.type('add call.missed, meeting.*, meeting.ended, call.ended');
  expect(textOf(review)).toContain("\n- meeting.ended isn't needed, because meeting.* matches it too.");
  expect(textOf(review)).not.toContain('never match');
  const idle = await chat.type('add call.missed');
  expect(textOf(idle)).toContain(
    '\n- This rule would never match, because rule 1 matches the same events first. Move this rule further up.',
  );
  await chat.press(idle, 'Save rule');
  expect(textOf(await chat.type('rules'))).toContain(
    '\n2. Post call.missed (never matches, because rule 1 matches the same events first)',
  );
  const first = await chat.choose(await chat.type('add *'), '0');
  expect(textOf(first)).toContain(
    '\n- Rules 1 and 2 would stop matching, because this rule matches their events first.',
  );
});

test('every form and reply stays within the platforms’ limits', async () => {
  const chat = await openChat();
  const review = await chat.type(`add ${'call.missed '.repeat(40)}if call.caller.name == "${'x'.repeat(900)}"`);
  const answers = [review, await chat.type('add')];
  answers.push(await chat.press(review, 'Edit rule…'));
  for (const answer of answers.slice(1)) {
    const form = formOf(answer);
    expect(form.fields.length).toBeLessThanOrEqual(50);
    expect(form.title.length).toBeLessThanOrEqual(24);
    expect(form.action.length).toBeLessThanOrEqual(100);
    for (const field of form.fields) {
      expect([field.label.length <= 45, (field.hint ?? '').length <= 100]).toEqual([true, true]);
      const most = { text: 0, select: 25, list: 100, one: Infinity }[field.is];
      expect(field.is === 'text' ? 0 : field.choices.length).toBeLessThanOrEqual(most);
    }
  }
  expect(asReply(review).controls?.length).toBe(1);
});

test('fields that don’t fit the events are not shown, and a value that fits no more is dropped', async () => {
  const chat = await openChat();
  const form = formOf(await chat.type('add'));
  const shownFor = (name: string) => form.fields.find(field => field.name === name)?.shownFor?.on ?? [];
  expect(shownFor('kind')).toEqual(expect.arrayContaining(['*', 'call.*', 'call.missed']));
  expect(shownFor('kind')).not.toContain('meeting.ended');
  expect(shownFor('longer')).toContain('meeting.ended');
  expect(shownFor('longer')).not.toContain('message.sent');
  const revise = (fields: Record<string, string[]>) => chat.request({ is: 'revision', action: form.action, fields });
  const revised = formOf(await revise({ on: ['meeting.ended'], do: ['post'], kind: ['video'] }));
  expect(shownFields(revised).map(({ name }) => name)).toEqual([
    ...['on', 'do', 'longer', 'source', 'mention', 'template', 'shorter', 'if'],
  ]);
  expect(shownFields(formOf(await revise({ on: ['message.sent'], do: ['ignore'] }))).map(({ name }) => name)).toEqual([
    ...['on', 'do', 'who', 'source', 'if'],
  ]);
});

test('a typed filter that doesn’t fit the events stays in the form', async () => {
  const chat = await openChat();
  const review = await chat.type('add meeting.ended if call.kind == "video"');
  const form = formOf(await chat.press(review, 'Edit rule…'));
  expect(shownFields(form).find(({ name }) => name === 'kind')?.value).toEqual(['video']);
  expect(textOf(await chat.submit(form, {}))).toContain('Post meeting.ended if call.kind == "video"');
});

test('the review is one sentence, and its numbers are those of the list', async () => {
  const chat = await openChat();
  await chat.press(await chat.type('add call.missed'), 'Save rule');
  await chat.press(await chat.type('add call.ended'), 'Save rule');
  await receive(chat.core, 2, { trigger: 'call_unanswered', type: 'call.missed' });
  await receive(chat.core, 3, { trigger: 'meeting_ended', type: 'meeting.ended' });
  const review = await chat.type('add meeting.ended at 1');
  expect(textOf(review)).toContain('Last 7 days: 5 posts instead of 2 (+3). This rule matches 3 of 5 events.');
  expect(textOf(await chat.type('add call.rejected'))).toContain(
    'Last 7 days: 2 posts, as before. This rule matches 0 of 5 events.',
  );
  expect(textOf(await chat.type('add call.ended at 1'))).toContain('Rule 2 would stop matching');
});
