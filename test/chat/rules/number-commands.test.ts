/** Commands about one rule by its number: move, pause, resume, copy. */
import { expect, test } from 'vitest';
import { readChannel } from '../../../src/store/settings/rules.ts';
import { describeOnDatabase } from '../../databases.ts';
import { asReply, choicesOf, here, labelsOf, openChat, putRules, type TestChat, textOf } from '../chat-harness.ts';

const other = 'slack:T1/C2';

const types = async ({ core }: TestChat, channel = here) =>
  (await readChannel(core.database.db, channel)).rules.map(({ on, paused }) => (paused ? `${on} paused` : `${on}`));

const actions = async ({ core }: TestChat) =>
  (await core.database.db.selectFrom('audit').select('action').orderBy('id').execute()).map(({ action }) => action);

async function openWith(kind: 'sqlite' | 'postgres', names: readonly string[]) {
  const chat = await openChat({ kind, members: [`U1 ${other}`] });
  await putRules(
    chat.core,
    names.map(name => ({ on: `other.${name}` })),
  );
  return chat;
}

/** The choices that complete a text, as whole command lines. */
async function completions(chat: TestChat, words: string) {
  const answer = await chat.request({ is: 'completion', words });
  return answer.is === 'completions' ? answer.choices.map(({ value }) => value) : [];
}

describeOnDatabase('a command', kind => {
  test('moves a rule to a position, and undoes it', async () => {
    const chat = await openWith(kind, ['a', 'b', 'c', 'd', 'e']);
    const moved = await chat.type('move 5 1');
    expect(textOf(moved)).toMatch(/^✓ Rule 5 moved to position 1\n1\. Post other\.e\n2\. Post other\.a\n/);
    expect(await types(chat)).toEqual(['other.e', 'other.a', 'other.b', 'other.c', 'other.d']);
    expect(textOf(await chat.press(moved, 'Undo move'))).toMatch(/^✓ Rule 1 moved to position 5/);
    expect(await types(chat)).toEqual(['other.a', 'other.b', 'other.c', 'other.d', 'other.e']);
    await chat.type('move #2 to 4');
    expect(await types(chat)).toEqual(['other.a', 'other.c', 'other.d', 'other.b', 'other.e']);
    expect(await actions(chat)).toEqual(['move rule', 'move rule', 'move rule']);
  });

  test('pauses and resumes a rule, and undoes either', async () => {
    const chat = await openWith(kind, ['a', 'b']);
    const paused = await chat.type('pause 2');
    expect(textOf(paused)).toMatch(/^✓ Rule 2 paused\n/);
    expect(textOf(await chat.type('pause 2'))).toMatch(/^Rule 2 is already paused\n/);
    expect(await types(chat)).toEqual(['other.a', 'other.b paused']);
    const resumed = await chat.press(paused, 'Undo pause');
    expect(textOf(resumed)).toMatch(/^✓ Rule 2 resumed\n/);
    await chat.press(resumed, 'Undo resume');
    expect(textOf(await chat.type('resume 2'))).toMatch(/^✓ Rule 2 resumed\n/);
    expect(textOf(await chat.type('resume 2'))).toMatch(/^Rule 2 isn’t paused\n/);
    expect(await actions(chat)).toEqual(['pause rule', 'resume rule', 'pause rule', 'resume rule']);
  });

  test('copies a rule to a channel by its name or mention, and undoes it', async () => {
    const chat = await openWith(kind, ['a', 'b']);
    chat.names.set(other, 'ops');
    await putRules(chat.core, [{ on: 'other.z' }], other);
    const copied = await chat.type('copy 2 #ops');
    expect(textOf(copied)).toMatch(/^✓ Rule 2 copied to #ops\n/);
    for (const words of ['copy 2 to Ops', 'copy 2 <#C2>', 'copy 2 C2']) {
      expect(textOf(await chat.type(words))).toMatch(/^✓ Rule 2 copied to #ops/);
    }
    expect(await types(chat, other)).toEqual(['other.z', 'other.b', 'other.b', 'other.b', 'other.b']);
    expect(textOf(await chat.press(copied, 'Undo copy'))).toBe('✓ Copy deleted from #ops');
    expect(textOf(await chat.press(copied, 'Undo copy'))).toMatch(/^This can’t be undone anymore/);
    expect(await types(chat, other)).toEqual(['other.z', 'other.b', 'other.b', 'other.b']);
  });
});

test('a wrong number is answered with the numbers that exist', async () => {
  const chat = await openWith('sqlite', ['a', 'b', 'c']);
  for (const words of ['move 9 1', 'pause 9', 'resume 9', 'copy 9 C2']) {
    expect(textOf(await chat.type(words))).toBe('Rule 9 doesn’t exist. Pick 1–3.');
  }
  expect(textOf(await chat.type('pause x'))).toBe('Rule x doesn’t exist. Pick 1–3.');
  for (const place of ['0', '4', 'top']) {
    expect(textOf(await chat.type(`move 1 ${place}`))).toBe(`Position ${place} doesn’t exist. Pick 1–3.`);
  }
  expect(textOf(await chat.type('move 2 2'))).toMatch(/^Rule 2 is already at position 2\n/);
  expect(await types(chat)).toEqual(['other.a', 'other.b', 'other.c']);
});

test('copy names the channels that the person can edit, and refuses any other', async () => {
  const chat = await openWith('sqlite', ['a']);
  expect(textOf(await chat.type('copy 1 #ops'))).toMatch(/^There are no other channels you can edit from here/);
  chat.names.set(other, 'ops');
  for (const address of [other, 'slack:T1/C3', 'slack:T2/C2']) await putRules(chat.core, [], address);
  expect(textOf(await chat.type('copy 1 #nope'))).toBe('“#nope” isn’t a channel you can edit. Pick #ops.');
  expect(textOf(await chat.type('copy 1 C3'))).toMatch(/^I can only do this in channels that you and I are both in/);
  expect(textOf(await chat.type('copy 1 C1'))).toMatch(/^Pick another channel/);
  for (const address of [other, 'slack:T1/C3', 'slack:T2/C2']) expect(await types(chat, address)).toEqual([]);
});

test('a name that several channels have is answered with the next step, and the list tells them apart', async () => {
  const third = 'slack:T1/C3';
  const chat = await openChat({ members: [`U1 ${other}`, `U1 ${third}`] });
  await putRules(chat.core, [{ on: 'other.a' }]);
  chat.names.set(other, 'general').set(third, 'General');
  for (const address of [other, third]) await putRules(chat.core, [], address);
  expect(textOf(await chat.type('copy 1 #general'))).toBe(
    'Several channels are called #general. Use the channel ID, or run /callboard copy 1 and select one.',
  );
  expect(choicesOf(await chat.type('copy 1')).map(({ label }) => label)).toEqual(['#general (C2)', '#General (C3)']);
});

test('a copy that was edited since is not undone', async () => {
  const chat = await openWith('sqlite', ['a']);
  await putRules(chat.core, [], other);
  const copied = await chat.type('copy 1 C2');
  await chat.type('pause 1', { channel: 'T1/C2' });
  expect(textOf(await chat.press(copied, 'Undo copy'))).toMatch(/^This can’t be undone anymore/);
  expect(await types(chat, other)).toEqual(['other.a paused']);
});

test('without a number the selected rule is changed at once', async () => {
  const chat = await openWith('sqlite', ['a', 'b', 'c']);
  const [a = '', b = ''] = (await readChannel(chat.core.database.db, here)).rules.map(({ id }) => id);
  expect(textOf(await chat.choose(await chat.type('pause'), b))).toMatch(/^✓ Rule 2 paused/);
  // A rule that is already paused isn't offered.
  expect(choicesOf(await chat.type('pause'))).toHaveLength(2);
  expect(choicesOf(await chat.type('resume')).map(({ value }) => value)).toEqual([b]);
  expect(textOf(await chat.choose(await chat.type('resume'), b))).toMatch(/^✓ Rule 2 resumed/);
  expect(textOf(await chat.type('resume'))).toBe('No rule is paused.');
  expect((await chat.choose(await chat.type('edit'), b)).is).toBe('form');
  const places = await chat.choose(await chat.type('move'), a);
  expect(textOf(await chat.choose(places, '2'))).toMatch(/^✓ Rule 1 moved to position 3/);
  expect(textOf(await chat.choose(await chat.type('delete'), a))).toMatch(/^✓ Rule 3 deleted/);
});

test('a long list is shown page by page', async () => {
  const chat = await openWith(
    'sqlite',
    Array.from({ length: 30 }, (_, at) => `t${at + 1}`),
  );
  const second = await chat.press(await chat.type('delete'), 'Next');
  expect(textOf(second)).toMatch(/^Which rule do you want to delete\?\n26\. /);
  const [, id = ''] = choicesOf(second).map(({ value }) => value);
  expect(textOf(await chat.choose(second, id))).toMatch(/^✓ Rule 27 deleted/);
});

test('numbers, positions and channels are completed', async () => {
  const chat = await openWith('sqlite', ['a', 'b']);
  chat.names.set(other, 'ops');
  await putRules(chat.core, [], other);
  await chat.type('pause 1');
  expect(await completions(chat, 'pause ')).toEqual(['pause 2']);
  expect(await completions(chat, 'resume ')).toEqual(['resume 1']);
  expect(await completions(chat, 'move ')).toEqual(['move 1', 'move 2']);
  expect(await completions(chat, 'move 2 ')).toEqual(['move 2 1', 'move 2 2']);
  expect(await completions(chat, 'copy 2 o')).toEqual(['copy 2 #ops']);
});

test('a rule offers no copy where there is no other channel', async () => {
  const chat = await openWith('sqlite', ['a']);
  expect(labelsOf(await chat.type('rules 1'))).toEqual(['Edit rule…', 'Pause rule', 'Delete rule', 'Open rules']);
  await putRules(chat.core, [], other);
  expect(labelsOf(await chat.type('rules 1'))).toContain('Copy rule');
  expect(asReply(await chat.type('rules 1')).replaces).toBe(false);
});
