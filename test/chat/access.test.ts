import { expect, test } from 'vitest';
import { readChannel } from '../../src/store/settings/rules.ts';
import { describeOnDatabase } from '../databases.ts';
import { here, labelsOf, openChat, type TestChat, type TestUser, textOf } from './chat-harness.ts';

const admin: TestUser = { id: 'U9', admin: true };
const manager: TestUser = { id: 'U8', manager: true };

const changes = ['add call.missed', 'add', 'mute 1h', 'unmute', 'edit 1', 'delete 1'];

async function openWithRule(kind?: 'sqlite' | 'postgres') {
  const chat = await openChat({ kind });
  await chat.press(await chat.type('add call.ended', admin), 'Save rule', admin);
  return chat;
}

/** Whether a person may do all of the changes. Fails when only some are refused. */
async function may(chat: TestChat, from: TestUser): Promise<boolean> {
  const answers = [];
  for (const words of changes) answers.push(textOf(await chat.type(words, { channel: 'T1/C7', ...from })));
  const refused = answers.filter(text =>
    /^Only (?:workspace admins|admins and the people they chose) can (?:change|do) this\./.test(text),
  );
  expect([0, changes.length]).toContain(refused.length);
  return refused.length === 0;
}

describeOnDatabase('access', kind => {
  test('members, admins, named people, and admins always', async () => {
    const chat = await openWithRule(kind);
    expect(await may(chat, {})).toBe(true);
    expect(textOf(await chat.type('access admins', admin))).toBe(
      '✓ In every channel, only workspace admins can edit rules and templates.',
    );
    expect([await may(chat, {}), await may(chat, manager), await may(chat, admin)]).toEqual([false, true, true]);
    expect(textOf(await chat.type('access <@U1|ada>, <@U0002>', admin))).toMatch(
      /^I don’t know “U1”\. Use members, admins or @names\./,
    );
    expect(textOf(await chat.type('access @ann', admin))).toBe(
      'There’s no person called @ann here. Select a name from the list that opens when you type @.',
    );
    expect(textOf(await chat.type('access <@U0001|ada>, <@U0002>', admin))).toContain('U0001 U0002');
    expect([await may(chat, { id: 'U0001' }), await may(chat, manager), await may(chat, admin)]).toEqual([
      true,
      false,
      true,
    ]);
    await chat.type('access members', admin);
    expect(await may(chat, {})).toBe(true);
    const rows = await chat.core.database.db
      .selectFrom('audit')
      .selectAll()
      .where('action', '=', 'set access')
      .execute();
    expect(rows.map(({ actor, target }) => [actor, target])).toEqual(Array(3).fill(['slack:U9', 'slack:T1']));
    expect(JSON.parse(rows[1]?.detail ?? '')).toEqual({
      name: 'Ada',
      before: { who: 'managers' },
      after: { who: 'named', people: ['U0001', 'U0002'] },
    });
  });
});

test('only admins set it, everyone sees it, and it applies to one workspace', async () => {
  const chat = await openChat();
  for (const from of [{}, manager]) {
    expect(textOf(await chat.type('access admins', from))).toBe('Only workspace admins can do this.');
  }
  const discord = { platform: 'discord', workspace: '1', channel: '1/2', manager: true };
  expect(textOf(await chat.type('access admins', discord))).toBe('You need the Manage Server permission to do this.');
  expect(textOf(await chat.type('access', discord))).toContain('People with Manage Server can limit editing');
  expect(textOf(await chat.type('access'))).toMatch(
    /^All members of a channel except guests can edit its rules and templates\./,
  );
  await chat.type('access admins', admin);
  expect(await may(chat, { workspace: 'T2', channel: 'T2/C1' })).toBe(true);
  expect(textOf(await chat.type('access', { platform: 'discord', workspace: '1', channel: '1/2' }))).toMatch(
    /^Anyone who can use \/callboard can edit rules/,
  );
  expect(textOf(await chat.type('access admin', admin))).toBe('I don’t know “admin”. Did you mean admins?');
});

test('on Discord the choices name the permission, and only people who can use them see the buttons', async () => {
  const chat = await openChat();
  const discord = { platform: 'discord', workspace: '1', channel: '1/2' };
  const server = { ...discord, id: 'U9', admin: true };
  expect(labelsOf(await chat.type('access', discord))).toEqual([]);
  const shown = await chat.type('access', server);
  expect(textOf(shown)).toContain('/callboard access admins limits editing to people with Manage Channels.');
  expect(labelsOf(shown)).toEqual(['Require Manage Channels']);
  expect(textOf(await chat.press(shown, 'Require Manage Channels', server))).toBe(
    '✓ In every channel, only people with Manage Channels can edit rules and templates.',
  );
  expect(textOf(await chat.type('status', discord))).toContain('limited editing to people with Manage Channels');
  const now = await chat.type('access', server);
  expect(labelsOf(now)).toEqual(['Allow all /callboard users']);
  await chat.press(now, 'Allow all /callboard users', server);
  expect(textOf(await chat.type('status', discord))).toContain('allowed all /callboard users to edit rules');
});

test('a person without edit rights is refused at a button or form that an admin opened', async () => {
  const chat = await openWithRule();
  await chat.press(await chat.type('add call.ended'), 'Save rule');
  await chat.type('mute 1h', { channel: 'T1/C2' });
  const opened = await chat.type('rules 2', admin);
  const form = await chat.type('add', admin);
  await chat.type('access admins', admin);
  for (const label of ['Edit rule…', 'Move up', 'Pause rule', 'Delete rule', 'Copy rule']) {
    expect(textOf(await chat.press(opened, label))).toBe('Only workspace admins can change this.');
  }
  expect(textOf(await chat.submit(form, { on: ['call.missed'] }))).toBe('Only workspace admins can change this.');
  expect(textOf(await chat.type('rules'))).toMatch(/^Rules in this channel/);
  expect(textOf(await chat.pressAction('run|delete%201'))).toBe('Only workspace admins can change this.');
  expect((await readChannel(chat.core.database.db, here)).rules).toHaveLength(2);
});

test('where only managers may edit, only an admin copies a rule to another channel', async () => {
  const chat = await openChat({ members: ['U8 slack:T1/C2', 'U9 slack:T1/C2'] });
  for (const channel of ['T1/C1', 'T1/C2']) {
    await chat.press(await chat.type('add call.ended', { ...admin, channel }), 'Save rule', { ...admin, channel });
  }
  const offered = await chat.press(await chat.type('rules 1', admin), 'Copy rule', admin);
  await chat.type('access admins', admin);
  const opened = await chat.type('rules 1', manager);
  expect(textOf(await chat.press(opened, 'Copy rule', manager))).toMatch(/^There are no other channels you can edit/);
  expect(textOf(await chat.choose(offered, 'T1/C2', manager))).toBe('Only workspace admins can change this.');
  expect((await readChannel(chat.core.database.db, 'slack:T1/C2')).rules).toHaveLength(1);
  await chat.choose(offered, 'T1/C2', admin);
  expect((await readChannel(chat.core.database.db, 'slack:T1/C2')).rules).toHaveLength(2);
});

test('on Discord only an admin copies a rule to another channel, where others may not use the command', async () => {
  const chat = await openChat({ members: ['U8 discord:1/3', 'U9 discord:1/3'] });
  const [from, there] = [
    { platform: 'discord', workspace: '1', channel: '1/2' },
    { platform: 'discord', workspace: '1', channel: '1/3' },
  ];
  for (const place of [from, there]) {
    await chat.press(await chat.type('add call.ended', { ...admin, ...place }), 'Save rule', { ...admin, ...place });
  }
  const opened = await chat.type('rules 1', { ...manager, ...from });
  const offered = await chat.press(opened, 'Copy rule', { ...admin, ...from });
  expect(textOf(await chat.press(opened, 'Copy rule', { ...manager, ...from }))).toMatch(
    /^There are no other channels you can edit/,
  );
  expect(textOf(await chat.choose(offered, '1/3', { ...manager, ...from }))).toMatch(
    /^To change this, run \/callboard menu in that channel, or ask someone with Manage Channels\.$/,
  );
  await chat.choose(offered, '1/3', { ...admin, ...from });
  expect((await readChannel(chat.core.database.db, 'discord:1/3')).rules).toHaveLength(2);
});

test('in Slack no one changes a channel that they left, not even an admin', async () => {
  const chat = await openChat();
  const saved = await chat.type('add call.missed');
  const form = await chat.type('add');
  for (const id of ['U1', 'U9']) chat.leave(`${id} ${here}`);
  for (const answer of [
    await chat.press(saved, 'Save rule'),
    await chat.press(saved, 'Save rule', admin),
    await chat.submit(form, { on: ['call.missed'] }),
    await chat.type('mute 1h'),
  ]) {
    expect(textOf(answer)).toMatch(/^I can only do this in channels that you and I are both in/);
  }
  expect((await readChannel(chat.core.database.db, here)).rules).toEqual([]);
  expect(textOf(await chat.type('rules'))).toContain('No rules yet');
  chat.leave('U1 slack:T1/D1');
  expect(textOf(await chat.type('mute 1h', { channel: 'T1/D1' }))).toContain('✓ Muted until');
});
