/** A channel on Discord set up from nothing, through the real app: command, form, submission, and the next webhook. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { cometchat } from '../../src/sources/cometchat/index.ts';
import { startApp } from '../app.ts';
import { guildCreate } from '../fakes/discord/events.ts';
import { startFakeDiscord } from '../fakes/discord/index.ts';
import { providerEnv, send } from './providers.ts';

const GUILD = '300000000000000001';
const CHANNEL = '300000000000000002';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function start(transport: 'gateway' | 'http') {
  const discord = await startFakeDiscord();
  stops.push(discord.close);
  const { app, stop } = await startApp({
    ...providerEnv,
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.url,
    ...(transport === 'http' && { DISCORD_PUBLIC_KEY: discord.publicKey }),
  });
  stops.push(stop);
  await vi.waitFor(() => expect(discord.commands).toHaveLength(2), 10_000);
  if (transport === 'gateway') await vi.waitFor(() => expect(discord.gateway.identified).toBe(1), 10_000);
  const url = transport === 'http' ? { url: `${app.url}/discord/interactions` } : {};
  const miss = async () => {
    expect((await send(app.url, 'cometchat', cometchat.sample('call_unanswered'))).status).toBe(200);
    await app.settled();
  };
  return { discord, miss, person: (more = {}) => discord.person({ guild: GUILD, channel: CHANNEL, ...url, ...more }) };
}

test('a new server is greeted; who manages the channel presses once, and it has rules and a sample', async () => {
  const { discord, miss, person } = await start('gateway');
  discord.gateway.dispatch(guildCreate(GUILD, [CHANNEL]));
  await vi.waitFor(() => expect(discord.messages(CHANNEL)).toHaveLength(1), 10_000);
  const greeting = discord.shown(CHANNEL)[0];
  const bob = person({ id: '200000000000000002', permissions: 0n });
  expect((await bob.press(greeting, 'Missed calls')).messages[0]?.text).toContain('Only who manages this channel');
  expect((await bob.press(greeting, 'Choose…')).modal).toBeNull();
  const pressed = await person().press(greeting, 'Missed calls');
  expect(pressed.messages[0]).toMatchObject({ isPrivate: true, text: expect.stringContaining('from now on here') });
  await vi.waitFor(() => expect(discord.messages(CHANNEL)).toHaveLength(2), 10_000);
  await miss();
  expect(discord.messages(CHANNEL)).toHaveLength(3);
});

describe.each(['gateway', 'http'] as const)('by %s', transport => {
  test('a rule made by a form decides the next webhook, and one typed does', async () => {
    const { discord, miss, person } = await start(transport);
    const ann = person();
    expect((await ann.command('menu')).messages[0]?.text).toContain('There are no rules yet');

    const form = await ann.command('add');
    const wrong = await ann.submit(form, { 'Which events': 'call.mised' });
    expect(wrong.messages[0]?.text).toContain('call.missed');
    const again = await ann.press(wrong.messages[0], 'Edit again');
    await ann.submit(again, { 'Which events': 'call.missed' });
    const review = wrong.messages[0];
    expect(review?.text).toContain('not saved yet');
    await ann.press(review, 'Save');
    await miss();
    expect(discord.messages(CHANNEL)).toHaveLength(1);

    const typed = await ann.command('add', { on: 'call.rejected', do: 'ignore' });
    await ann.press(typed.messages[0], 'Save');
    expect((await ann.command('rules')).messages[0]?.text).toMatch(/call\.missed[\s\S]*call\.rejected/);
  });

  test('a role that the server lets use the command, without Manage Channels, may use what the command shows', async () => {
    const { person } = await start(transport);
    const role = person({ permissions: 0n });
    const typed = await role.command('add', { on: 'call.missed' });
    const saved = await role.press(typed.messages[0], 'Save');
    expect([saved.messages[0]?.text, typed.messages[0]?.text].join()).not.toMatch(/Only who manages/);
    expect((await role.command('rules')).messages[0]?.text).toContain('call.missed');
  });

  test('such a role is no manager: it changes nothing for the whole server, and nothing at all where managers do', async () => {
    const { person } = await start(transport);
    const role = person({ permissions: 0n });
    const shown = await role.command('templates', { text: 'call.missed' });
    const form = await role.press(shown.messages[0], 'Edit');
    const wide = await role.submit(form, { Title: 'Of a role', 'It holds in': ['this workspace'] });
    expect(JSON.stringify(wide.messages)).toContain('Only admins and channel managers');
    const admin = person({ id: '200000000000000009', permissions: 1n << 5n });
    await admin.command('access', { text: 'managers' });
    const refused = await role.command('add', { on: 'call.missed' });
    expect(refused.messages[0]?.text).toContain('Only who manages this channel may change this');
    expect((await person().command('add', { on: 'call.missed' })).messages[0]?.text).toContain('not saved yet');
  });

  test('why a message stands there is told to whoever asks, from its own menu', async () => {
    const { discord, miss, person } = await start(transport);
    const ann = person();
    await ann.press((await ann.command('add', { on: 'call.missed' })).messages[0], 'Save');
    await miss();
    const bob = person({ id: '200000000000000002', permissions: 0n });
    const told = await bob.why(discord.messages(CHANNEL)[0]?.id ?? '');
    expect(told.messages[0]).toMatchObject({ isPrivate: true, text: expect.stringContaining('call.missed') });
    expect((await bob.why('700000000000000009')).messages[0]?.text).toContain('no event');
  });

  test('what is completed fits into its option', async () => {
    const { person } = await start(transport);
    const types = await person().complete('add', { on: 'call.mis' });
    expect(types.choices?.map(({ value }) => value)).toEqual(['call.missed']);
    const templates = await person().complete('add', { on: 'call.missed', template: 'call.mis' });
    expect(templates.choices?.map(({ value }) => value)).toEqual(['call.missed']);
  });
});
