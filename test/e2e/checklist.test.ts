/** The checklist of a first setup, in Slack and Discord through the real app. */
import { describe, expect, test, vi } from 'vitest';
import { startApp } from '../app-harness.ts';
import { putRules } from '../chat/chat-harness.ts';
import { guildCreate } from '../fakes/discord/events.ts';
import { startFakeDiscord } from '../fakes/discord/index.ts';
import { memberJoined } from '../fakes/slack/events.ts';
import { providerEnv } from './providers.ts';
import { CHANNEL, cleanUp, seen, start } from './slack-harness.ts';

const noSource = Object.fromEntries(Object.keys(providerEnv).map(name => [name, '']));
const steps = (...texts: string[]) => new RegExp(texts.join('[\\s\\S]*'));

describe.each(['Socket Mode', 'HTTP'] as const)('in Slack by %s', transport => {
  test('the empty App Home adds a source, warns without PUBLIC_URL and checks the step', async () => {
    const { slack, person } = await start(transport, noSource);
    slack.people.set('U0BOSS', { name: 'Boss', admin: true });
    const [ann, boss] = [person('U0ANN'), person('U0BOSS')];
    await ann.openHome();
    await seen(ann.home, steps('Connect a source: ask an admin', 'Choose what to post', 'Send a test'));
    expect(ann.home()).not.toContain('[Add source…]');
    await boss.openHome();
    await seen(boss.home, steps('Connect a source', '/invite @Callboard', '\\[Add source…\\]'));
    await boss.pressAtHome('Add source…');
    await seen(boss.modal, 'Add source');
    expect(await boss.submit({ provider: 'cometchat', name: 'clinic' })).toEqual({});
    await seen(boss.modal, steps('Source clinic', 'CometChat can’t reach this URL from the internet', 'PUBLIC_URL'));
    expect(boss.modal()).not.toContain('In #');
    await boss.openHome();
    await seen(boss.home, '✓ Connect a source (waiting for the first webhook)');
    expect(boss.home()).not.toContain('[Add source…]');
  });

  test('the empty App Home opens a channel that the bot joined', async () => {
    const { slack, url, person } = await start(transport);
    const ann = person('U0ANN');
    await slack.report(memberJoined(CHANNEL), url);
    await seen(() => slack.read(CHANNEL), steps('✓ Connect a source', 'Choose what to post', '\\[Missed calls\\]'));
    await ann.openHome();
    await seen(ann.home, 'Choose what to post: select a channel below');
    await ann.pressAtHome('#calls');
    await seen(ann.modal, '[Missed calls]');
    await ann.pressInModal('Missed calls');
    await seen(ann.modal, 'will be posted here');
  });

  test('the menu shows the checklist until a message was posted', async () => {
    const { app, core, slack, post, person } = await start(transport);
    const ann = person('U0ANN');
    await ann.command();
    await seen(ann.sees, steps('No rules yet', '✓ Connect a source \\(waiting', 'Send a test \\(after you choose\\)'));
    expect(ann.sees()).not.toContain('[Send test]');
    await putRules(core, [{ on: 'call.missed' }], `slack:T0123/${CHANNEL}`);
    await ann.command();
    await seen(ann.sees, steps('✓ Choose what to post', '\\[Send test\\]'));
    await post('call_unanswered');
    await app.settled();
    expect(slack.messages(CHANNEL)).toHaveLength(1);
    slack.surfaces.ephemeral.length = 0;
    await ann.command();
    await seen(ann.sees, 'Post call.missed');
    expect(ann.sees()).not.toContain('Send a test');
  });

  test('the App Home of channels without a source shows the open steps, and an archived channel offers no setup', async () => {
    const { slack, core, person } = await start(transport, noSource);
    slack.people.set('U0BOSS', { name: 'Boss', admin: true });
    slack.members.get(CHANNEL)?.add('U0BOSS');
    await putRules(core, [{ on: 'call.missed' }], `slack:T0123/${CHANNEL}`);
    const boss = person('U0BOSS');
    await boss.openHome();
    await seen(
      boss.home,
      steps('1\\. Connect a source', '✓ Choose what to post', '#calls: 1 rule', '\\[Add source…\\]'),
    );
    slack.archived.add(CHANNEL);
    await boss.pressAtHome('#calls');
    await seen(boss.modal, steps('This channel is archived', 'Post call\\.missed', '\\[Open rules\\]'));
    expect(boss.modal()).not.toMatch(/\[(?:Add|Mute|Missed|Send)|To start/);
  });

  test('a private channel without the bot says how to invite it, and has no button', async () => {
    const { slack, person, url } = await start(transport);
    slack.uninvited.add('G0SECRET');
    const ann = slack.person({ person: 'U0ANN', channel: 'G0SECRET', ...(url && { url }) });
    await ann.command();
    await seen(ann.sees, steps('/invite @callboard', 'Then type /callboard again', 'Choose what to post'));
    expect(ann.sees()).not.toMatch(/\[[A-Z]/);
    slack.uninvited.add(CHANNEL);
    const member = person('U0ANN');
    await member.command();
    await seen(member.sees, steps('/invite @callboard', 'No rules yet', '\\[Missed calls\\]'));
    await member.press('Missed calls');
    await seen(member.sees, 'will be posted here');
  });

  test('members without the permission to edit see no edit button', async () => {
    const { slack, core, person } = await start(transport);
    slack.people.set('U0BOSS', { name: 'Boss', admin: true });
    slack.members.get(CHANNEL)?.add('U0BOSS');
    const [ann, boss] = [person('U0ANN'), person('U0BOSS')];
    await boss.command('access admins');
    await seen(boss.sees, 'only workspace admins');
    await ann.command();
    await seen(ann.sees, steps('Choose what to post', 'Only workspace admins can change this'));
    await putRules(core, [{ on: 'call.missed' }, { on: 'call.ended' }], `slack:T0123/${CHANNEL}`);
    for (const words of ['', 'rules', 'rules 1']) await ann.command(words);
    await seen(ann.sees, steps('Rules in this channel', '1\\. Post call\\.missed', 'Rule 1', '\\[Open rules\\]'));
    expect(ann.sees()).not.toMatch(/\[(?:Add|Edit|Move|Pause|Delete|Copy|Mute|Send|Missed)/);
    await boss.command('rules 1');
    await seen(boss.sees, steps('\\[Edit rule…\\]', '\\[Delete rule\\]'));
  });
});

test('in Discord the greeting and the menu show the same checklist', async () => {
  const [guild, channel] = ['300000000000000001', '300000000000000002'];
  const discord = await startFakeDiscord();
  cleanUp(discord.close);
  const { app, stop } = await startApp({ DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url });
  cleanUp(stop);
  await vi.waitFor(() => expect(discord.gateway.identified).toBe(1), 30_000);
  discord.gateway.dispatch(guildCreate(guild, [channel]));
  await vi.waitFor(() => expect(discord.messages(channel)).toHaveLength(1), 30_000);
  const greeting = discord.shown(channel)[0];
  const open = steps('Connect a source', 'Choose what to post', 'Send a test');
  expect(greeting?.text).toMatch(open);
  expect(greeting?.text).not.toContain('✓');
  const ann = discord.person({ guild, channel, permissions: 0n });
  const boss = discord.person({ guild, channel, permissions: 1n << 5n });
  const menu = (await ann.command('menu')).messages[0];
  expect(menu?.text).toMatch(open);
  expect(() => ann.press(menu, 'Add source…')).toThrow('There is no button');
  expect(greeting?.text).toContain('People with Manage Channels can press any button here.');
  expect(() => boss.press(greeting, 'Add source…')).toThrow('There is no button');
  const own = (await boss.press(greeting, 'Open menu')).messages[0];
  expect((await boss.press(own, 'Add source…')).modal).not.toBeNull();
  await boss.command('source', { what: 'add cometchat clinic' });
  await boss.press(greeting, 'Missed calls');
  await vi.waitFor(() => expect(discord.messages(channel)).toHaveLength(2), 30_000);
  await app.settled();
  expect((await boss.command('menu')).messages[0]?.text).not.toContain('Send a test');
});
