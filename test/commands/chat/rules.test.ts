import { expect, test } from 'vitest';
import { putChannel } from '../../../src/store/channels.ts';
import { readChannel } from '../../../src/store/rules.ts';
import { describeOnDatabases } from '../../databases.ts';
import { asReply, type Chat, formOf, here, labelsOf, openChat, textOf } from './chat.ts';

const types = async ({ core }: Chat, channel = here) =>
  (await readChannel(core.database.db, channel)).rules.map(({ on, paused }) => (paused ? `${on} paused` : on));

const idOf = async ({ core }: Chat, at: number) => (await readChannel(core.database.db, here)).rules[at]?.id ?? '';

const actions = async ({ core }: Chat) =>
  (await core.database.db.selectFrom('audit').select('action').orderBy('id').execute()).map(({ action }) => action);

async function openWith(kind: 'sqlite' | 'postgres', types: readonly string[], members: readonly string[] = []) {
  const chat = await openChat(kind, members);
  for (const type of types) await chat.press(await chat.type(`add ${type}`), 'Save');
  return chat;
}

const three = ['call.missed', 'call.ended', 'meeting.ended'];

test('of however many channels those are offered that the person is in', async () => {
  const addresses = Array.from({ length: 130 }, (_, at) => `slack:T1/C${1000 + at}`);
  const chat = await openWith('sqlite', ['call.missed'], ['U1 slack:T1/C1120', 'U1 slack:T1/C1010']);
  await chat.core.database.db.transaction().execute(async tx => {
    for (const address of addresses) await putChannel(tx, { address, rules: [] });
  });
  const offered = await chat.press(await chat.type('rules 1'), 'Duplicate…');
  const [select] = asReply(offered).controls ?? [];
  expect(select?.is === 'select' && select.choices.map(({ label }) => label)).toEqual(['C1010', 'C1120']);
});

describeOnDatabases('rules', kind => {
  test('are listed by number in plain words, and one is opened', async () => {
    const chat = await openWith(kind, three);
    const list = await chat.type('rules');
    expect(textOf(list)).toBe(
      'The rules of this channel\n1. call.missed: posted\n2. call.ended: posted\n3. meeting.ended: posted\nThe first that matches an event decides.',
    );
    const opened = await chat.choose(list, await idOf(chat, 1));
    expect(textOf(opened)).toBe('Rule 2\ncall.ended: posted');
    expect(await chat.type('rules 2')).toEqual({ ...asReply(opened), replaces: false });
    expect(labelsOf(opened)).toEqual(['Edit…', 'Move up', 'Move down', 'Pause', 'Remove', 'Duplicate…', 'All rules']);
  });

  test('move, and stay in the list at its ends', async () => {
    const chat = await openWith(kind, three);
    const ids = await Promise.all(three.map((_, at) => idOf(chat, at)));
    const second = await chat.type('rules 2');
    await chat.press(second, 'Move up');
    expect(await types(chat)).toEqual(['call.ended', 'call.missed', 'meeting.ended']);
    await chat.press(second, 'Move up');
    expect(await types(chat)).toEqual(['call.ended', 'call.missed', 'meeting.ended']);
    await chat.press(second, 'Move down');
    await chat.press(second, 'Move down');
    expect(textOf(await chat.press(second, 'Move down'))).toMatch(/^Rule 3 is the last already\./);
    expect(await types(chat)).toEqual(['call.missed', 'meeting.ended', 'call.ended']);
    // Old deliveries still point at their rules.
    expect(new Set(await Promise.all(three.map((_, at) => idOf(chat, at))))).toEqual(new Set(ids));
  });

  test('pause and resume', async () => {
    const chat = await openWith(kind, three);
    const paused = await chat.press(await chat.type('rules 1'), 'Pause');
    expect(textOf(paused)).toMatch(/^Rule 1 is paused\.\n1\. Paused: call\.missed: posted/);
    expect(await types(chat)).toEqual(['call.missed paused', 'call.ended', 'meeting.ended']);
    await chat.press(await chat.type('rules 1'), 'Resume');
    expect(await types(chat)).toEqual(three);
    expect((await actions(chat)).slice(-2)).toEqual(['pause rule', 'resume rule']);
  });

  test('are removed, and put back where they stood', async () => {
    const chat = await openWith(kind, three);
    const id = await idOf(chat, 1);
    const removed = await chat.type('remove 2');
    expect(textOf(removed)).toBe('Rule 2 is removed\ncall.ended: posted');
    expect(await types(chat)).toEqual(['call.missed', 'meeting.ended']);
    await chat.press(removed, 'Undo');
    expect(await types(chat)).toEqual(three);
    expect(await idOf(chat, 1)).toBe(id);
    expect(textOf(await chat.press(removed, 'Undo'))).toBe('It is too late to undo that.');
    expect((await actions(chat)).slice(-2)).toEqual(['remove rule', 'restore rule']);
  });

  test('are duplicated to a channel that the person is in', async () => {
    const chat = await openWith(kind, three, ['U1 slack:T1/C2', 'U1 slack:T2/C9']);
    for (const channel of ['T1/C2', 'T1/C3', 'T2/C9']) await chat.type('mute 1h', { channel });
    const offered = await chat.press(await chat.type('rules 2'), 'Duplicate…');
    const [select] = asReply(offered).controls ?? [];
    expect(select).toMatchObject({ choices: [{ label: 'C2', value: 'T1/C2' }] });
    expect(textOf(await chat.choose(offered, 'T1/C2'))).toMatch(/^The last rule of C2 is now the same/);
    expect(await types(chat, 'slack:T1/C2')).toEqual(['call.ended']);
    for (const channel of ['T1/C3', 'T2/C9', 'T1/C4']) {
      const action = { is: 'action', action: (select as { action: string }).action, chosen: [channel] } as const;
      expect(textOf(await chat.ask(action))).toMatch(/^You are not in that channel/);
      expect(await types(chat, `slack:${channel}`)).toEqual([]);
    }
  });

  test('two people who change the list at once lose nothing', async () => {
    const chat = await openWith(kind, three);
    const reviews = await Promise.all(['a', 'b', 'c', 'd'].map(name => chat.type(`add other.${name}`)));
    await Promise.all(reviews.map(review => chat.press(review, 'Save')));
    expect((await types(chat)).toSorted()).toEqual([...three, 'other.a', 'other.b', 'other.c', 'other.d'].toSorted());
  });
});

test('edit opens the form as the rule stands, and keeps its id and place', async () => {
  const chat = await openWith('sqlite', three);
  const id = await idOf(chat, 1);
  const form = await chat.type('edit 2');
  expect(formOf(form).fields[0]?.value).toEqual(['call.ended']);
  await chat.press(await chat.send(form, { on: ['call.failed'] }), 'Save');
  expect(await types(chat)).toEqual(['call.missed', 'call.failed', 'meeting.ended']);
  expect(await idOf(chat, 1)).toBe(id);
});

test('a number that names no rule', async () => {
  const chat = await openWith('sqlite', ['call.missed']);
  for (const words of ['edit 2', 'remove 0', 'rules x', 'remove 1.5']) {
    expect(textOf(await chat.type(words))).toMatch(/^There is no rule \S+ here: they are numbered from 1 to 1\./);
  }
  expect(textOf(await chat.type('edit'))).toMatch(/^Which rule\?/);
  expect(textOf(await chat.type('remove'))).toMatch(/^Which rule\?/);
  expect(textOf(await chat.type('edit 1', { channel: 'T1/C2' }))).toMatch(/^There are no rules here/);
});

test('a button of a rule that is gone shows the list as it is', async () => {
  const chat = await openWith('sqlite', three);
  const opened = await chat.type('rules 1');
  await chat.type('remove 1');
  for (const label of ['Edit…', 'Move up', 'Pause', 'Remove', 'Duplicate…']) {
    expect(textOf(await chat.press(opened, label))).toMatch(
      /^That rule has been removed since; here is the list as it is\.\n1\. call\.ended/,
    );
  }
});

test('a rule of another channel is not this one’s to change', async () => {
  const chat = await openWith('sqlite', three);
  const opened = await chat.type('rules 1');
  expect(textOf(await chat.press(opened, 'Remove', { channel: 'T1/C2' }))).toMatch(/^That rule has been removed since/);
  expect(await types(chat)).toEqual(three);
});

test('who is in no other channel can duplicate to none', async () => {
  const chat = await openWith('sqlite', three);
  expect(textOf(await chat.press(await chat.type('rules 1'), 'Duplicate…'))).toMatch(/^You are in no other channel/);
});

test('60 rules are opened by several choices', async () => {
  const chat = await openChat();
  const many = Array.from({ length: 60 }, (_, at) => ({ on: `other.t${at}`, do: 'notify' as const }));
  await chat.core.database.db.transaction().execute(tx => putChannel(tx, { address: here, rules: many }));
  const list = await chat.type('rules');
  expect(labelsOf(list).slice(0, 3)).toEqual([
    'Open one of 1 to 25…',
    'Open one of 26 to 50…',
    'Open one of 51 to 60…',
  ]);
});
