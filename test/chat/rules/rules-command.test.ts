import { expect, test } from 'vitest';
import { putChannel } from '../../../src/store/settings/channels.ts';
import { readChannel } from '../../../src/store/settings/rules.ts';
import { describeOnDatabase } from '../../databases.ts';
import { asReply, formOf, here, labelsOf, openChat, type TestChat, textOf } from '../chat-harness.ts';

const types = async ({ core }: TestChat, channel = here) =>
  (await readChannel(core.database.db, channel)).rules.map(({ on, paused }) => (paused ? `${on} paused` : on));

const idOf = async ({ core }: TestChat, at: number) => (await readChannel(core.database.db, here)).rules[at]?.id ?? '';

const actions = async ({ core }: TestChat) =>
  (await core.database.db.selectFrom('audit').select('action').orderBy('id').execute()).map(({ action }) => action);

async function openWith(kind: 'sqlite' | 'postgres', types: readonly string[], members: readonly string[] = []) {
  const chat = await openChat({ kind, members });
  for (const type of types) await chat.press(await chat.type(`add ${type}`), 'Save rule');
  return chat;
}

const three = ['call.missed', 'call.ended', 'meeting.ended'];

test('only channels that the person is in are offered, however many exist', async () => {
  const addresses = Array.from({ length: 130 }, (_, at) => `slack:T1/C${1000 + at}`);
  const chat = await openWith('sqlite', ['call.missed'], ['U1 slack:T1/C1120', 'U1 slack:T1/C1010']);
  await chat.core.database.db.transaction().execute(async tx => {
    for (const address of addresses) await putChannel(tx, { address, rules: [] });
  });
  const offered = await chat.press(await chat.type('rules 1'), 'Copy rule');
  const [select] = asReply(offered).controls ?? [];
  expect(select?.is === 'select' && select.choices.map(({ label }) => label)).toEqual(['C1010', 'C1120']);
});

test('a channel has at most 200 rules, and rules of a longer list can be deleted', async () => {
  const chat = await openChat();
  const put = (count: number) => {
    const rules = Array.from({ length: count }, (_, at) => ({ on: `other.t${at}`, do: 'post' as const }));
    return chat.core.database.db.transaction().execute(tx => putChannel(tx, { address: here, rules }));
  };
  await put(199);
  await chat.press(await chat.type('add call.missed'), 'Save rule');
  expect(await types(chat)).toHaveLength(200);
  const refused = await chat.press(await chat.type('add call.ended'), 'Save rule');
  expect(textOf(refused)).toContain('A channel can have up to 200 rules. Delete some');
  expect(await types(chat)).toHaveLength(200);
  await put(203);
  const deleted = await chat.press(await chat.type('rules 1'), 'Delete rule');
  expect(textOf(deleted)).not.toContain('can have up to 200 rules');
  expect(await types(chat)).toHaveLength(202);
});

test('every rule is shown with its number and can be opened, however many exist', async () => {
  const chat = await openChat();
  const rules = Array.from({ length: 60 }, (_, at) => ({ on: `other.t${at + 1}`, do: 'post' as const }));
  await chat.core.database.db.transaction().execute(tx => putChannel(tx, { address: here, rules }));
  const first = await chat.type('rules');
  expect(textOf(first)).toContain('\n25. Post other.t25\nRules 1–25 of 60\n');
  expect(textOf(first)).toContain('/callboard rules 60');
  expect(textOf(first)).not.toContain('other.t26');
  expect(labelsOf(first)).toEqual(['Select a rule to edit, move or pause', 'Next', 'Add rule…', 'Open menu']);
  const second = await chat.press(first, 'Next');
  expect(textOf(second)).toContain('\n26. Post other.t26\n');
  expect(labelsOf(second)).toEqual([
    'Select a rule to edit, move or pause',
    'Previous',
    'Next',
    'Add rule…',
    'Open menu',
  ]);
  expect(textOf(await chat.choose(second, await idOf(chat, 49)))).toMatch(/^Rule 50\n/);
  const last = await chat.press(second, 'Next');
  expect(textOf(last)).toContain('\n60. Post other.t60\nRules 51–60 of 60\n');
  expect(textOf(await chat.press(last, 'Previous'))).toBe(textOf(second));
  // The answer shows the page of the rule's new position.
  const moved = await chat.press(await chat.type('rules 50'), 'Move down');
  expect(textOf(moved)).toMatch(/^✓ Rule 50 moved to position 51\n51\. Post other\.t50\n/);
});

describeOnDatabase('rules', kind => {
  test('are listed by number in plain words, and a selected one opens', async () => {
    const chat = await openWith(kind, three);
    const list = await chat.type('rules');
    expect(textOf(list)).toBe(
      'Rules in this channel\n1. Post call.missed\n2. Post call.ended\n3. Post meeting.ended\nThe first matching rule wins.',
    );
    const opened = await chat.choose(list, await idOf(chat, 1));
    expect(textOf(opened)).toBe('Rule 2\nPost call.ended');
    expect(await chat.type('rules 2')).toEqual({ ...asReply(opened), replaces: false });
    expect(labelsOf(opened)).toEqual(['Edit rule…', 'Move up', 'Move down', 'Pause rule', 'Delete rule', 'Open rules']);
  });

  test('move, and stop at the ends of the list', async () => {
    const chat = await openWith(kind, three);
    const ids = await Promise.all(three.map((_, at) => idOf(chat, at)));
    const second = await chat.type('rules 2');
    await chat.press(second, 'Move up');
    expect(await types(chat)).toEqual(['call.ended', 'call.missed', 'meeting.ended']);
    await chat.press(second, 'Move up');
    expect(await types(chat)).toEqual(['call.ended', 'call.missed', 'meeting.ended']);
    await chat.press(second, 'Move down');
    await chat.press(second, 'Move down');
    expect(textOf(await chat.press(second, 'Move down'))).toMatch(/^Rule 3 is already last/);
    expect(labelsOf(await chat.type('rules 1'))).not.toContain('Move up');
    expect(labelsOf(await chat.type('rules 3'))).not.toContain('Move down');
    expect(await types(chat)).toEqual(['call.missed', 'meeting.ended', 'call.ended']);
    // Old deliveries still point at their rules.
    expect(new Set(await Promise.all(three.map((_, at) => idOf(chat, at))))).toEqual(new Set(ids));
  });

  test('pause and resume', async () => {
    const chat = await openWith(kind, three);
    const paused = await chat.press(await chat.type('rules 1'), 'Pause rule');
    expect(textOf(paused)).toMatch(/^✓ Rule 1 paused\n1\. Paused · Post call\.missed\n/);
    expect(await types(chat)).toEqual(['call.missed paused', 'call.ended', 'meeting.ended']);
    await chat.press(await chat.type('rules 1'), 'Resume rule');
    expect(await types(chat)).toEqual(three);
    expect((await actions(chat)).slice(-2)).toEqual(['pause rule', 'resume rule']);
  });

  test('are deleted, and restored at their position', async () => {
    const chat = await openWith(kind, three);
    const id = await idOf(chat, 1);
    const removed = await chat.type('delete 2');
    expect(textOf(removed)).toBe('✓ Rule 2 deleted\nDeleted: Post call.ended');
    expect(await types(chat)).toEqual(['call.missed', 'meeting.ended']);
    await chat.press(removed, 'Undo delete');
    expect(await types(chat)).toEqual(three);
    expect(await idOf(chat, 1)).toBe(id);
    expect(textOf(await chat.press(removed, 'Undo delete'))).toBe('This can’t be undone anymore.');
    expect((await actions(chat)).slice(-2)).toEqual(['delete rule', 'restore rule']);
  });

  test('are added and edited, and each is undone unless the rule was changed since', async () => {
    const chat = await openWith(kind, three);
    const edited = await chat.press(
      await chat.choose(await chat.submit(await chat.type('edit 1'), { on: ['call.*'] }), '2'),
      'Save rule',
    );
    const added = await chat.press(await chat.type('add recording.ready at 1'), 'Save rule');
    expect(await types(chat)).toEqual(['recording.ready', 'call.ended', 'meeting.ended', 'call.*']);
    expect(textOf(await chat.press(edited, 'Undo edit'))).toMatch(/^✓ Rule 1 restored\n1\. Post call\.missed/);
    expect(await types(chat)).toEqual(['call.missed', 'recording.ready', 'call.ended', 'meeting.ended']);
    const again = await chat.press(await chat.submit(await chat.type('edit 2'), { on: ['*'] }), 'Save rule');
    expect(textOf(await chat.press(added, 'Undo add'))).toBe(
      'This can’t be undone anymore: the rule was changed since.',
    );
    await chat.press(again, 'Undo edit');
    expect(textOf(await chat.press(added, 'Undo add'))).toMatch(/^✓ New rule deleted\n1\. Post call\.missed/);
    expect(await types(chat)).toEqual(three);
    expect(textOf(await chat.press(added, 'Undo add'))).toBe('This can’t be undone anymore.');
    expect((await actions(chat)).slice(-3)).toEqual(['edit rule', 'edit rule', 'delete rule']);
  });

  test('are restored once when Undo is pressed twice at once', async () => {
    const chat = await openWith(kind, three);
    const removed = await chat.type('delete 2');
    const answers = await Promise.all([chat.press(removed, 'Undo delete'), chat.press(removed, 'Undo delete')]);
    for (const answer of answers) expect(textOf(answer)).toMatch(/^(✓ Rule restored|This can’t be undone anymore\.)/);
    expect(await types(chat)).toEqual(three);
    expect((await actions(chat)).slice(-2)).toEqual(['delete rule', 'restore rule']);
    expect(chat.logged).toEqual([]);
  });

  test('are never created from state that was saved for another action', async () => {
    const chat = await openWith(kind, three);
    const template = formOf(await chat.press(await chat.type('templates call.missed'), 'Edit template…')).action;
    const edited = formOf(await chat.type('edit 1')).action;
    const press = (action: string) => chat.pressAction(action);
    for (const action of [template, edited]) {
      const [, id = ''] = action.split('|');
      expect(textOf(await press(`rules.undo|${id}`))).toBe('This can’t be undone anymore.');
    }
    const [, id = ''] = template.split('|');
    for (const name of ['change', 'save', 'recreate', 'cancel']) {
      expect(textOf(await press(`add.${name}|${id}`))).toMatch(/^This draft was already saved or discarded/);
    }
    expect(await types(chat)).toEqual(three);
  });

  test('whose template was reset can be edited, and say which template is used', async () => {
    const chat = await openChat({ kind, members: ['U1 slack:T1/C2'] });
    const form = await chat.press(await chat.type('templates mine'), 'Create template…');
    await chat.press(await chat.submit(form, { title: ['Mine'] }), 'Save for this channel');
    await chat.press(await chat.type('add call.missed template mine'), 'Save rule');
    await chat.type('mute 1h', { channel: 'T1/C2' });
    const offered = await chat.press(await chat.type('rules 1'), 'Copy rule');
    const none = 'Template mine doesn’t exist there, so the event’s own template is used.';
    expect(textOf(await chat.choose(offered, 'T1/C2'))).toContain(none);
    const reset = await chat.press(await chat.type('templates mine'), 'Reset template');
    expect(textOf(reset)).toContain('Template mine no longer exists.');
    const edited = await chat.type('edit 1');
    expect(await chat.submit(edited, {})).toMatchObject({ problems: { template: '"mine" doesn\'t exist' } });
    expect(textOf(await chat.submit(edited, { template: [] }))).toMatch(
      /^Post call\.missed\nBefore: .*template mine$/m,
    );
  });

  test('are answered with the position at which they were saved, also next to an equal rule', async () => {
    const chat = await openWith(kind, ['call.missed', 'call.ended']);
    const save = async (words: string) => textOf(await chat.press(await chat.type(words), 'Save rule')).split('\n')[0];
    expect(await save('add call.missed')).toBe('✓ Rule 3 saved');
    expect(await save('add call.missed at 2')).toBe('✓ Rule 2 saved');
    expect(textOf(await chat.type('add call.missed at 99'))).toContain('Use a position from 1 to 5');
    expect(await save('add call.missed at 5')).toBe('✓ Rule 5 saved');
    const edited = await chat.submit(await chat.type('edit 5'), {});
    expect(textOf(await chat.press(edited, 'Save rule'))).toMatch(/^✓ Rule 5 saved/);
  });

  test('are copied to a channel that the person is in', async () => {
    const chat = await openWith(kind, three, ['U1 slack:T1/C2', 'U1 slack:T2/C9']);
    for (const channel of ['T1/C2', 'T1/C3', 'T2/C9']) await chat.type('mute 1h', { channel });
    const offered = await chat.press(await chat.type('rules 2'), 'Copy rule');
    const [select] = asReply(offered).controls ?? [];
    expect(select).toMatchObject({ choices: [{ label: 'C2', value: 'T1/C2' }] });
    expect(textOf(await chat.choose(offered, 'T1/C2'))).toMatch(/^✓ Rule 2 copied to C2/);
    expect(await types(chat, 'slack:T1/C2')).toEqual(['call.ended']);
    for (const channel of ['T1/C3', 'T2/C9', 'T1/C4']) {
      const action = { is: 'action', action: (select as { action: string }).action, chosen: [channel] } as const;
      expect(textOf(await chat.request(action))).toMatch(
        /^(I can only do this in channels that you and I are both in|Channel not found)/,
      );
      expect(await types(chat, `slack:${channel}`)).toEqual([]);
    }
  });

  test('that several people add at once are all saved', async () => {
    const chat = await openWith(kind, three);
    const reviews = await Promise.all(['a', 'b', 'c', 'd'].map(name => chat.type(`add other.${name}`)));
    await Promise.all(reviews.map(review => chat.press(review, 'Save rule')));
    expect((await types(chat)).toSorted()).toEqual([...three, 'other.a', 'other.b', 'other.c', 'other.d'].toSorted());
  });
});

test('edit opens the form with the rule’s values, and keeps its ID and position', async () => {
  const chat = await openWith('sqlite', three);
  const id = await idOf(chat, 1);
  const form = await chat.type('edit 2');
  expect(formOf(form).fields[0]?.value).toEqual(['call.ended']);
  await chat.press(await chat.submit(form, { on: ['call.failed'] }), 'Save rule');
  expect(await types(chat)).toEqual(['call.missed', 'call.failed', 'meeting.ended']);
  expect(await idOf(chat, 1)).toBe(id);
});

test('a number without a rule is answered with the existing numbers', async () => {
  const chat = await openWith('sqlite', ['call.missed']);
  for (const words of ['edit 2', 'delete 0', 'rules x', 'delete 1.5']) {
    expect(textOf(await chat.type(words))).toMatch(/^Rule \S+ doesn’t exist\. There’s only rule 1\./);
  }
  expect(textOf(await chat.type('edit'))).toMatch(/^Which rule do you want to edit\?/);
  expect(textOf(await chat.type('delete'))).toMatch(/^Which rule do you want to delete\?/);
  expect(textOf(await chat.type('edit 1', { channel: 'T1/C2' }))).toMatch(/^No rules yet\. Add one with/);
});

test('a button of a deleted rule shows the current list', async () => {
  const chat = await openWith('sqlite', three);
  await chat.type('mute 1h', { channel: 'T1/C2' });
  const opened = await chat.type('rules 2');
  await chat.type('delete 2');
  for (const label of ['Edit rule…', 'Move up', 'Pause rule', 'Delete rule', 'Copy rule']) {
    expect(textOf(await chat.press(opened, label))).toMatch(
      /^That rule was deleted\. Here’s the current list\.\n1\. Post call\.missed/,
    );
  }
});

test('a rule can’t be changed from another channel', async () => {
  const chat = await openWith('sqlite', three);
  const opened = await chat.type('rules 1');
  expect(textOf(await chat.press(opened, 'Delete rule', { channel: 'T1/C2' }))).toMatch(/^That rule was deleted/);
  expect(await types(chat)).toEqual(three);
});

test('a person who is in no other channel can’t copy a rule', async () => {
  const chat = await openWith('sqlite', three);
  await chat.type('mute 1h', { channel: 'T1/C2' });
  expect(textOf(await chat.press(await chat.type('rules 1'), 'Copy rule'))).toMatch(
    /^There are no other channels you can edit from here/,
  );
});
