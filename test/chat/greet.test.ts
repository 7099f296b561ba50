import { expect, test } from 'vitest';
import { listDeliveries } from '../../src/store/deliveries/deliveries.ts';
import { readChannel } from '../../src/store/settings/rules.ts';
import { describeOnDatabase } from '../databases.ts';
import { asReply, here, labelsOf, openChat, textOf } from './chat-harness.ts';

const joined = { is: 'joined' } as const;

describeOnDatabase('the greeting', kind => {
  test('is posted once per channel, visible to everyone', async () => {
    const chat = await openChat({ kind });
    const greeting = await chat.request(joined);
    expect(asReply(greeting).public).toBe(true);
    expect(labelsOf(greeting)).toEqual([
      'Missed calls',
      'Meeting summaries',
      'Recordings',
      'All of these',
      'Add rule…',
      'Open menu',
    ]);
    expect(await chat.request(joined)).toEqual({ is: 'nothing' });
    expect(asReply(await chat.request(joined, { channel: 'T1/C2' })).public).toBe(true);
    expect(await chat.request({ is: 'greeting-failed' })).toEqual({ is: 'nothing' });
    expect(asReply(await chat.request(joined)).public).toBe(true);
  });

  test.each(['Missed calls', 'Meeting summaries', 'Recordings', 'All of these'])(
    '%s: one press adds a rule and posts a test message, in this channel alone',
    async label => {
      const chat = await openChat({ kind });
      await chat.press(await chat.type('add *', { channel: 'T1/C2' }), 'Save rule', { channel: 'T1/C2' });
      const pressed = await chat.press(await chat.request(joined), label);
      expect(textOf(pressed)).toContain('Here’s a test message');
      expect(asReply(pressed).public).toBeUndefined();
      const { db } = chat.core.database;
      const { rules } = await readChannel(db, here);
      expect(rules).toHaveLength(1);
      const deliveries = await listDeliveries(db);
      expect(deliveries.map(({ channel, state, rule }) => [channel, state, rule.id])).toEqual([
        [here, 'queued', rules[0]?.id],
      ]);
      const audited = await db.selectFrom('audit').select(['actor', 'action', 'target']).orderBy('id').execute();
      expect(audited.at(-1)).toEqual({ actor: 'slack:U1', action: 'add rule', target: here });
      expect(textOf(await chat.press(pressed, 'Undo add'))).toMatch(/^✓ New rule deleted/);
      expect((await readChannel(db, here)).rules).toEqual([]);
    },
  );
});

test('where not all members may edit, the greeting says who may, and its one button shows each person’s own', async () => {
  const chat = await openChat();
  const admin = { id: 'U9', admin: true };
  await chat.type('access admins', admin);
  const greeting = await chat.request(joined);
  expect(labelsOf(greeting)).toEqual(['Open menu']);
  expect(textOf(greeting)).toContain('Only workspace admins can change this.');
  expect(labelsOf(await chat.press(greeting, 'Open menu'))).toEqual(['Open templates', 'Show status', 'Show help']);
  expect(labelsOf(await chat.press(greeting, 'Open menu', admin))).toContain('Missed calls');
});

test('an archived channel is offered no setup, and its rules stay readable', async () => {
  const chat = await openChat();
  const text = 'This channel is archived. I can’t post here.';
  chat.postingProblems.set(here, { text, archived: true });
  const menu = await chat.type('');
  expect(textOf(menu)).toBe(`Callboard in this channel\n${text}\nNo rules yet, so nothing is posted here.`);
  expect(labelsOf(menu)).toEqual(['Open templates', 'Show status', 'Show help']);
  await chat.press(await chat.type('add call.missed'), 'Save rule');
  expect(labelsOf(await chat.type(''))).toEqual(['Open rules', 'Open templates', 'Show status', 'Why?', 'Show help']);
});

test('a channel that has rules is not greeted', async () => {
  const chat = await openChat();
  await chat.press(await chat.type('add call.missed'), 'Save rule');
  expect(await chat.request(joined)).toEqual({ is: 'nothing' });
});

test('a second press adds no second rule', async () => {
  const chat = await openChat();
  const greeting = await chat.request(joined);
  await chat.press(greeting, 'Recordings');
  expect(textOf(await chat.press(greeting, 'Recordings'))).toContain('are already posted here');
  expect((await readChannel(chat.core.database.db, here)).rules).toHaveLength(1);
});

test('the menu of a channel without rules offers the same presets', async () => {
  const chat = await openChat();
  const menu = await chat.type('');
  const starts = ['Missed calls', 'Meeting summaries', 'Recordings', 'All of these'];
  expect(labelsOf(menu).slice(0, 6)).toEqual([...starts, 'Add rule…', 'Open templates']);
  expect(textOf(await chat.press(menu, 'Recordings'))).toContain('will be posted here');
  expect(labelsOf(await chat.type(''))).not.toContain('Recordings');
});

test('a mute or an earlier ignoring rule is reported instead of a test message', async () => {
  const chat = await openChat();
  const greeting = await chat.request(joined);
  await chat.type('mute 2h');
  expect(textOf(await chat.press(greeting, 'Recordings'))).toContain('this channel is muted');
  await chat.press(await chat.type('add call.missed do ignore at 1'), 'Save rule');
  await chat.type('unmute');
  const ignored = textOf(await chat.press(greeting, 'Missed calls'));
  expect(ignored).toMatch(/^Added, but rule 1 ignores these events/);
  expect(ignored).not.toContain('will be posted');
});

test('on Discord, where everyone sees the buttons, only channel managers may press them', async () => {
  const chat = await openChat();
  const discord = { platform: 'discord', workspace: '1', channel: '1/2' };
  const greeting = await chat.request(joined, discord);
  for (const label of ['Recordings', 'Add rule…']) {
    expect(textOf(await chat.press(greeting, label, discord))).toBe(
      'To change this, run /callboard menu in that channel, or ask someone with Manage Channels.',
    );
  }
  expect((await readChannel(chat.core.database.db, 'discord:1/2')).rules).toEqual([]);
  expect(textOf(await chat.press(greeting, 'Recordings', { ...discord, manager: true }))).toContain(
    'will be posted here',
  );
  expect(await chat.press(greeting, 'Add rule…', { ...discord, manager: true })).toMatchObject({ is: 'form' });
});

test('on Discord the answers to a public message stay restricted: Why? gives no one the right to edit rules', async () => {
  const chat = await openChat();
  const discord = { platform: 'discord', workspace: '1', channel: '1/2' };
  for (const type of ['call.missed', 'call.ended']) {
    await chat.press(await chat.type(`add ${type}`, discord), 'Save rule', discord);
  }
  await chat.type('mute 1h', { ...discord, channel: '1/3' });
  const why = await chat.request({ is: 'why', message: '123' }, discord);
  const rules = await chat.pressAction('open|run|rules', discord);
  const { rules: there } = await readChannel(chat.core.database.db, 'discord:1/2');
  const opened = await chat.choose(rules, there[0]?.id ?? '', discord);
  expect(labelsOf(opened)).toEqual(['Open rules']);
  const managers = await chat.pressAction(`open|rules.open|${there[0]?.id}`, { ...discord, manager: true });
  for (const label of ['Edit rule…', 'Move down', 'Pause rule', 'Delete rule', 'Copy rule']) {
    expect(textOf(await chat.press(managers, label, discord))).toMatch(
      /^To change this, run \/callboard menu in that channel/,
    );
  }
  for (const answer of [why, rules, opened]) {
    const rows = asReply(answer).controls ?? [];
    const actions = rows.flatMap(row => (row.is === 'select' ? row.action : row.buttons.map(({ action }) => action)));
    expect(actions.every(action => action.startsWith('open|'))).toBe(true);
  }
  expect(await chat.press(managers, 'Edit rule…', { ...discord, manager: true })).toMatchObject({ is: 'form' });
  // The command proves the right: Discord restricts who may use it.
  expect(textOf(await chat.press(await chat.type('rules 1', discord), 'Pause rule', discord))).toMatch(
    /^✓ Rule 1 paused/,
  );
});
