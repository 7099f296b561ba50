import { expect, test } from 'vitest';
import { putChannel } from '../../../src/store/channels.ts';
import { readChannel } from '../../../src/store/rules.ts';
import { describeOnDatabases } from '../../databases.ts';
import { asReply, type Chat, formOf, here, labelsOf, openChat, textOf } from './chat.ts';

const bodies = async ({ core }: Chat, channel = here) =>
  (await readChannel(core.database.db, channel)).rules.map(({ id: _id, channel: _c, position: _p, ...body }) => body);

const audited = async ({ core }: Chat) =>
  core.database.db.selectFrom('audit').select(['actor', 'action', 'target', 'detail']).orderBy('id').execute();

describeOnDatabases('add', kind => {
  test('words become a rule when they are saved, and the audit log says who', async () => {
    const chat = await openChat(kind);
    const review = await chat.type('add call.missed if call.kind == "video" mention @here at 1');
    expect(textOf(review)).toMatch(/not saved yet\ncall.missed when call.kind == "video": posted, mentions @here\n/);
    expect(await bodies(chat)).toEqual([]);
    const saved = await chat.press(review, 'Save');
    expect(textOf(saved)).toMatch(/^Saved as rule 1 of 1/);
    expect(await bodies(chat)).toEqual([
      { on: 'call.missed', if: 'call.kind == "video"', do: 'notify', mention: ['<!here>'] },
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

  test('forms make a rule step by step, and every step keeps what the others said', async () => {
    const chat = await openChat(kind);
    const first = await chat.send(await chat.type('add'), { on: ['call.missed', 'call.ended'], kind: ['video'] });
    const narrowed = await chat.send(await chat.press(first, 'Narrow…'), { longer: ['10m'], who: ['Ada "x"'] });
    const more = await chat.send(await chat.press(narrowed, 'More…'), {
      mention: ['@here <@U1>'],
      show: ['thread'],
      pace: ['urgent', 'digest 1h'],
      escalate: ['10m to @channel'],
    });
    const changed = await chat.send(await chat.press(more, 'Change…'), { if: ['session.peak == 2'] });
    const forms = [await chat.press(changed, 'Narrow…'), await chat.press(changed, 'More…')];
    expect(forms.map(form => formOf(form).fields.map(field => field.value))).toEqual([
      ['10m', undefined, 'Ada "x"', []],
      [undefined, '@here <@U1>', ['thread'], ['urgent', 'digest 1h'], '10m @channel'],
    ]);
    await chat.press(changed, 'Save');
    expect(await bodies(chat)).toEqual([
      {
        on: ['call.missed', 'call.ended'],
        if: expect.stringMatching(
          /^call\.kind == "video" && .*duration > 600.*"Ada \\"x\\"".* && \(session\.peak == 2\)$/,
        ),
        do: 'notify',
        mention: ['<!here>', '<@U1>'],
        show: 'thread',
        urgent: true,
        digest: '1h',
        escalate: { after: '10m', mention: ['<!channel>'] },
      },
    ]);
  });

  test('a place is chosen among the other rules', async () => {
    const chat = await openChat(kind);
    const rules = [
      { on: 'call.*', do: 'notify' as const },
      { on: '*', do: 'ignore' as const },
    ];
    await chat.core.database.db.transaction().execute(tx => putChannel(tx, { address: here, rules }));
    const review = await chat.type('add meeting.ended');
    expect(textOf(review)).toContain('It is number 3 of 3');
    const moved = await chat.choose(review, '1');
    expect(textOf(moved)).toContain('It is number 2 of 3');
    await chat.press(moved, 'Save');
    expect((await bodies(chat)).map(({ on }) => on)).toEqual(['call.*', 'meeting.ended', '*']);
  });
});

test('what is wrong stands under its field, with what was typed', async () => {
  const chat = await openChat();
  const answer = await chat.send(await chat.type('add'), {
    on: ['call.mised'],
    kind: ['video'],
    if: ['call.knd == "video"'],
  });
  expect(answer).toMatchObject({
    is: 'invalid',
    problems: {
      on: 'unknown event type "call.mised", did you mean call.missed?',
      if: 'unknown field call.knd (at character 6), did you mean call.kind?',
    },
  });
  expect(formOf(answer).fields.map(field => field.value)).toEqual([
    ['call.mised'],
    ['notify'],
    ['video'],
    [],
    'call.knd == "video"',
  ]);
  const mended = await chat.send(answer, { on: ['call.missed'], if: ['call.kind != "audio"'] });
  expect(textOf(mended)).toContain('call.missed when call.kind == "video" && (call.kind != "audio")');
  expect(await chat.send(await chat.type('add'), {})).toMatchObject({ problems: { on: 'choose at least one' } });
  const narrow = await chat.send(await chat.press(mended, 'Narrow…'), { longer: ['soon'] });
  expect(narrow).toMatchObject({ problems: { longer: 'write how long as 90s, 10m or 2h' } });
  const more = await chat.send(await chat.press(mended, 'More…'), {
    template: ['call.mised'],
    mention: ['@ada'],
    pace: ['digest 10m', 'digest 1h'],
    escalate: ['soon'],
  });
  expect(more).toMatchObject({
    problems: {
      template: 'there is no template "call.mised", did you mean call.missed?',
      mention: expect.stringContaining('Slack does not know the mention "@ada"'),
      pace: '"digest" is said twice',
      escalate: 'write a duration as 10s, 5m, 2h or 1d',
    },
  });
});

test('a line that is no rule says what is wrong and what was meant', async () => {
  const chat = await openChat();
  const answer = await chat.type('add call.mised if call.kind == "vidio"');
  expect(textOf(answer)).toContain('- on: unknown event type "call.mised", did you mean call.missed?');
  expect(textOf(answer)).toContain('did you mean video?');
  expect(labelsOf(answer)).toContain('Form');
  expect(await bodies(chat)).toEqual([]);
});

test('a draft is its author’s, is done when saved, and can be cancelled', async () => {
  const chat = await openChat();
  const review = await chat.type('add call.missed');
  expect(textOf(await chat.press(review, 'Save', { id: 'U2' }))).toMatch(/^This form is done, or older than a day/);
  expect(textOf(await chat.press(review, 'Save', { channel: 'T1/C2' }))).toMatch(/^This form is done/);
  await chat.press(review, 'Save');
  expect(textOf(await chat.press(review, 'Save'))).toMatch(/^This form is done/);
  const other = await chat.type('add call.ended');
  expect(textOf(await chat.press(other, 'Cancel'))).toBe('Nothing was changed.');
  expect(textOf(await chat.press(other, 'Change…'))).toMatch(/^This form is done/);
  expect((await bodies(chat)).map(({ on }) => on)).toEqual(['call.missed']);
});

describeOnDatabases('two presses of Save at once', kind => {
  test('save one rule, and the second is told so', async () => {
    const chat = await openChat(kind);
    const review = await chat.type('add call.missed');
    const answers = await Promise.all([chat.press(review, 'Save'), chat.press(review, 'Save')]);
    expect(answers.map(textOf).sort()).toEqual([
      expect.stringMatching(/^Saved as rule 1 of 1/),
      expect.stringMatching(/^This form is done/),
    ]);
    const edited = await chat.send(await chat.type('edit 1'), { on: ['call.ended'] });
    const again = await Promise.all([chat.press(edited, 'Save'), chat.press(edited, 'Save')]);
    expect(again.map(textOf).sort()[1]).toMatch(/^This form is done/);
    expect((await bodies(chat)).map(({ on }) => on)).toEqual(['call.ended']);
  });
});

test('two who change one rule: the second is told, and sees both', async () => {
  const chat = await openChat();
  await chat.press(await chat.type('add call.missed'), 'Save');
  const mine = await chat.send(await chat.type('edit 1'), { on: ['call.ended'] });
  const theirs = await chat.send(await chat.type('edit 1', { id: 'U2' }), { do: ['ignore'] }, { id: 'U2' });
  expect(textOf(await chat.press(theirs, 'Save', { id: 'U2' }))).toMatch(/^Saved as rule 1 of 1/);
  const told = await chat.press(mine, 'Save');
  expect(textOf(told)).toBe(
    'Somebody else changed this rule meanwhile\nTheirs: call.missed: ignored\nYours: call.ended: posted',
  );
  expect(textOf(await chat.press(told, 'Open theirs'))).toBe('Rule 1\ncall.missed: ignored');
  const third = await chat.send(await chat.type('edit 1', { id: 'U3' }), { on: ['recording.ready'] }, { id: 'U3' });
  await chat.press(third, 'Save', { id: 'U3' });
  const again = await chat.press(told, 'Save mine over it');
  expect(textOf(again)).toContain('Theirs: recording.ready: ignored');
  expect(textOf(await chat.press(again, 'Save mine over it'))).toMatch(/^Saved as rule 1 of 1/);
  expect(await bodies(chat)).toEqual([{ on: 'call.ended', do: 'notify' }]);
});

test('a rule that is removed while it is edited has an answer', async () => {
  const chat = await openChat();
  await chat.press(await chat.type('add call.missed'), 'Save');
  const mine = await chat.send(await chat.type('edit 1'), { on: ['call.ended'] });
  await chat.type('remove 1', { id: 'U2' });
  expect(textOf(await chat.press(mine, 'Save'))).toMatch(
    /^That rule has been removed since; here is the list as it is\./,
  );
  expect(await bodies(chat)).toEqual([]);
});

test('what does nothing yet is said before it is saved', async () => {
  const chat = await openChat();
  expect(textOf(await chat.type('add call.missed urgent'))).toContain('nothing is held back yet');
});

test('every form and reply keeps to what a platform can show', async () => {
  const chat = await openChat();
  const review = await chat.type(`add ${'call.missed '.repeat(40)}if call.caller.name == "${'x'.repeat(900)}"`);
  const answers = [review, await chat.type('add')];
  for (const label of ['Change…', 'Narrow…', 'More…']) answers.push(await chat.press(review, label));
  for (const answer of answers.slice(1)) {
    const form = formOf(answer);
    expect(form.fields.length).toBeLessThanOrEqual(5);
    expect(form.title.length).toBeLessThanOrEqual(24);
    expect(form.action.length).toBeLessThanOrEqual(100);
    for (const field of form.fields) {
      expect([field.label.length <= 45, (field.hint ?? '').length <= 100]).toEqual([true, true]);
      if (field.is !== 'text') expect(field.choices.length).toBeLessThanOrEqual(field.is === 'list' ? 100 : 25);
    }
  }
  expect(asReply(review).controls?.length).toBe(1);
});
