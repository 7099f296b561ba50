import { expect, test } from 'vitest';
import { saveTrouble } from '../../../src/store/lanes.ts';
import { readChannel } from '../../../src/store/rules.ts';
import { asReply, here, labelsOf, openChat, textOf } from './chat.ts';

const home = { channel: null };

test('the App Home lists the channels that the person is in, with their health', async () => {
  const chat = await openChat('sqlite', ['U1 slack:T1/C1', 'U1 slack:T1/C2']);
  expect(textOf(await chat.ask({ is: 'home' }, home))).toContain('No channel that you are in has rules yet.');
  for (const channel of ['T1/C1', 'T1/C3']) {
    await chat.press(await chat.type('add call.missed', { channel }), 'Save', { channel });
  }
  await chat.type('mute 1h', { channel: 'T1/C2' });
  const held = { held: 'Invite the bot.', since: 1, failures: 1, nextAt: 1 };
  await saveTrouble(chat.core.database.db, { channel: here, ...held });
  expect(textOf(await chat.ask({ is: 'home' }, home))).toMatch(
    /^Callboard in this workspace\n- C1: 1 rule, messages wait: Invite the bot\.\n- C2: 0 rules, muted until 20.* UTC$/,
  );
});

test('from the App Home a channel is set up as from within it', async () => {
  const chat = await openChat('sqlite', ['U1 slack:T1/C1']);
  await chat.press(await chat.type('add call.missed'), 'Save');
  const menu = await chat.choose(await chat.ask({ is: 'home' }, home), 'C1', home);
  expect(labelsOf(menu)).toContain('Add a rule');
  const form = await chat.press(menu, 'Add a rule', home);
  const review = await chat.send(form, { on: ['call.ended'] }, home);
  const invalid = await chat.send(await chat.press(review, 'Change…', home), { on: ['nonsense'] }, home);
  expect(invalid).toMatchObject({ is: 'invalid' });
  const again = await chat.send(invalid, { on: ['call.ended'] }, home);
  await chat.press(await chat.choose(again, '0', home), 'Save', home);
  expect((await readChannel(chat.core.database.db, here)).rules.map(({ on }) => on)).toEqual([
    'call.ended',
    'call.missed',
  ]);
});

test('a channel that the person is not in stays shut', async () => {
  const chat = await openChat('sqlite', ['U1 slack:T1/C1']);
  await chat.press(await chat.type('add call.missed'), 'Save');
  const listed = await chat.ask({ is: 'home' }, home);
  const menu = await chat.choose(listed, 'C1', home);
  expect(textOf(await chat.press(menu, 'Rules', { ...home, id: 'U2' }))).toBe('You are not in that channel.');
  const [select] = asReply(listed).controls ?? [];
  const action = select?.is === 'select' ? select.action : '';
  expect(textOf(await chat.ask({ is: 'action', action, chosen: ['C2'] }, home))).toBe('You are not in that channel.');
  for (const input of [
    { is: 'command', words: 'rules' },
    { is: 'action', action: 'rules.open|x', chosen: [] },
    { is: 'action', action: 'home.in|C1', chosen: [] },
    { is: 'joined' },
  ] as const) {
    expect(textOf(await chat.ask(input, home))).toBe('This works in a channel: type /callboard there.');
  }
});
