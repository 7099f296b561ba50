import { expect, test } from 'vitest';
import { buildHome } from '../../src/platforms/slack/listeners/reply-target.ts';
import { saveHold } from '../../src/store/deliveries/holds.ts';
import { readChannel } from '../../src/store/settings/rules.ts';
import { describeOnDatabase } from '../databases.ts';
import { viewRefusal } from '../fakes/slack/validate-view.ts';
import { asReply, choicesOf, here, labelsOf, openChat, putRules, textOf } from './chat-harness.ts';

const home = { channel: null };

describeOnDatabase('the App Home', kind => {
  test('lists the channels that the person is in, with their health', async () => {
    const chat = await openChat({ kind, members: ['U1 slack:T1/C1', 'U1 slack:T1/C2', 'U1 slack:T1/C4'] });
    expect(textOf(await chat.request({ is: 'home' }, home))).toContain('No channels set up yet.');
    for (const channel of ['T1/C1', 'T1/C2', 'T1/C3', 'T1/C4']) {
      await chat.press(await chat.type('add call.missed', { channel }), 'Save rule', { channel });
    }
    chat.names.set(here, 'calls').set('slack:T1/C2', 'alerts').set('slack:T1/C4', 'zoo');
    await chat.type('mute 1h', { channel: 'T1/C2' });
    await chat.type('mute 1h', { channel: 'T1/C5' });
    const { db } = chat.core.database;
    const held = { held: 'Invite the bot.', since: 1, failures: 1, nextAt: 1 };
    await saveHold(db, { channel: 'slack:T1/C4', ...held });
    for (const channel of ['T1/C1', 'T1/C4', 'T1/C4']) await chat.type('test call_unanswered', { channel });
    await db.updateTable('deliveries').set({ state: 'failed' }).where('channel', '=', here).execute();
    expect(textOf(await chat.request({ is: 'home' }, home))).toMatch(
      /\n- #calls: 1 rule, 1 message failed\n- #zoo: 1 rule, 2 messages on hold: Invite the bot\.\n- #alerts: 1 rule, muted until (1 hour|\d+ min) from now$/,
    );
  });
});

test('without a source, the list of channels has the checklist, with the button for an admin alone', async () => {
  const chat = await openChat({ members: ['U1 slack:T1/C1'] });
  await chat.press(await chat.type('add call.missed'), 'Save rule');
  const listed = await chat.request({ is: 'home' }, { ...home, admin: true });
  expect(textOf(listed)).toMatch(/1\. Connect a source \(.*\)\n2\. ✓ Choose what to post\n3\. Send a test/);
  expect(labelsOf(listed)).toEqual(['Add source…', 'Select a channel']);
  expect(await chat.press(listed, 'Add source…', { ...home, admin: true })).toMatchObject({ is: 'form' });
  const member = await chat.request({ is: 'home' }, home);
  expect(labelsOf(member)).toEqual(['Select a channel']);
  expect(textOf(member)).toContain('1. Connect a source: ask an admin to add one');
});

test('more channels than fit are shown in pages, without omission', async () => {
  const channels = Array.from({ length: 130 }, (_, at) => `T1/C${1000 + at}`);
  const chat = await openChat({ members: channels.map(channel => `U1 slack:${channel}`) });
  for (const channel of channels) await putRules(chat.core, [{ on: 'call.missed' }], `slack:${channel}`);
  const trouble = { held: 'Invite the bot. '.repeat(50), since: 1, failures: 1, nextAt: 1 };
  for (const channel of channels) {
    chat.names.set(`slack:${channel}`, channel.padEnd(80, 'x'));
    await saveHold(chat.core.database.db, { channel: `slack:${channel}`, ...trouble });
  }
  const listed: string[] = [];
  let page = await chat.request({ is: 'home' }, home);
  for (const _ of channels) {
    listed.push(...choicesOf(page).map(({ value }) => value));
    if (!labelsOf(page).includes('Next')) break;
    page = await chat.press(page, 'Next', home);
    expect(page).toMatchObject({ replaces: true });
    expect(viewRefusal(buildHome(asReply(page)))).toBeNull();
    const shown = JSON.stringify(buildHome(asReply(page)));
    expect(shown).not.toContain('fit here');
    expect(shown.match(/on hold: /g)).toHaveLength(choicesOf(page).length);
  }
  expect(listed.map(id => `T1/${id}`)).toEqual(channels);
  expect(textOf(page)).toContain('Channels 126–130 of 130');
  expect(choicesOf(await chat.press(page, 'Previous', home))).toHaveLength(25);
});

test('a channel is set up from the App Home as from the channel', async () => {
  const chat = await openChat({ members: ['U1 slack:T1/C1'] });
  await chat.press(await chat.type('add call.missed'), 'Save rule');
  const menu = await chat.choose(await chat.request({ is: 'home' }, home), 'C1', home);
  expect(labelsOf(menu)).toContain('Add rule…');
  const form = await chat.press(menu, 'Add rule…', home);
  const review = await chat.submit(form, { on: ['call.ended'] }, home);
  const invalid = await chat.submit(await chat.press(review, 'Edit rule…', home), { on: ['nonsense'] }, home);
  expect(invalid).toMatchObject({ is: 'invalid' });
  const again = await chat.submit(invalid, { on: ['call.ended'] }, home);
  await chat.press(await chat.choose(again, '0', home), 'Save rule', home);
  expect((await readChannel(chat.core.database.db, here)).rules.map(({ on }) => on)).toEqual([
    'call.ended',
    'call.missed',
  ]);
});

test('a channel that the person isn’t in stays closed', async () => {
  const chat = await openChat({ members: ['U1 slack:T1/C1'] });
  await chat.press(await chat.type('add call.missed'), 'Save rule');
  const listed = await chat.request({ is: 'home' }, home);
  const menu = await chat.choose(listed, 'C1', home);
  expect(textOf(await chat.press(menu, 'Open rules', { ...home, id: 'U2' }))).toMatch(
    /^I can only do this in channels that you and I are both in/,
  );
  const [select] = asReply(listed).controls ?? [];
  const action = select?.is === 'select' ? select.action : '';
  expect(textOf(await chat.request({ is: 'action', action, chosen: ['C2'] }, home))).toMatch(
    /^I can only do this in channels that you and I are both in/,
  );
  for (const input of [
    { is: 'command', words: 'rules' },
    { is: 'action', action: 'rules.open|x', chosen: [] },
    { is: 'action', action: 'home|C1', chosen: [] },
    { is: 'joined' },
  ] as const) {
    expect(textOf(await chat.request(input, home))).toBe('Run /callboard in a channel.');
  }
});
