import { PermissionFlagsBits } from 'discord.js';
import { afterEach, expect, test, vi } from 'vitest';
import { typedCommands } from '../../../../src/chat/commands.ts';
import { createDiscord } from '../../../../src/platforms/discord/index.ts';
import { commands } from '../../../../src/platforms/discord/listeners/command-definitions.ts';
import { setup } from '../setup.ts';

const handleChat = async () => ({ is: 'nothing' }) as const;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function open() {
  const discord = await setup({ handleChat });
  closing.push(discord.close);
  const { fake } = discord;
  const asked = (method: string) => fake.requests.filter(each => each.method === method && /commands$/.test(each.path));
  return { ...discord, asked };
}

test('the commands are registered at start, and not again by another process', async () => {
  const { fake, platform, asked } = await open();
  await platform.start();
  await vi.waitFor(() => expect(fake.commands).toHaveLength(2), 30_000);
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const other = createDiscord({ token: fake.token, apiUrl: fake.url, handleChat, log });
  await other.start();
  await vi.waitFor(() => expect(asked('GET')).toHaveLength(2), 30_000);
  await other.stop();
  expect(asked('PUT')).toHaveLength(1);
});

test('what differs is written anew', async () => {
  const { fake, platform, asked } = await open();
  fake.commands = [{ type: 3, name: 'Old' }];
  await platform.start();
  await vi.waitFor(() => expect(asked('PUT')).toHaveLength(1), 30_000);
  await vi.waitFor(() => expect(fake.commands.map(({ name }) => name)).toEqual(['callboard', 'Why?']), 30_000);
});

test('so is an option that was taken away', async () => {
  const { fake, platform, asked } = await open();
  await platform.start();
  await vi.waitFor(() => expect(asked('PUT')).toHaveLength(1), 30_000);
  const option = { type: 3 as const, name: 'text', description: 'Nothing' };
  for (const command of fake.commands) {
    const unmute = command.type === 1 && command.options.find(({ name }) => name === 'unmute');
    if (unmute) unmute.options = [option];
  }
  await platform.start();
  await vi.waitFor(() => expect(asked('PUT')).toHaveLength(2), 30_000);
});

test('a Discord that refuses stops nothing, and is told', async () => {
  const { fake, platform, logged } = await open();
  fake.next('PUT /applications', { status: 500, text: '' });
  await platform.start();
  await vi.waitFor(
    () => expect(logged.join()).toContain('could not register /callboard; retrying every minute'),
    30_000,
  );
  expect(fake.commands).toEqual([]);
});

test('every word has a subcommand; the command takes Manage Channels, and anybody may ask why', () => {
  const [slash, why] = commands;
  const words = 'menu add rules edit delete templates test why mute unmute status source access help';
  expect(slash).toMatchObject({ name: 'callboard', options: words.split(' ').map(name => ({ name })) });
  expect(slash?.default_member_permissions).toBe(String(PermissionFlagsBits.ManageChannels));
  expect(why).toMatchObject({ name: 'Why?', type: 3 });
  expect(why).not.toHaveProperty('default_member_permissions');
});

test('there is a subcommand for each command, with something to fill in where it takes words', () => {
  const [slash] = commands;
  const subcommands = slash && 'options' in slash ? (slash.options ?? []) : [];
  const takesWords = subcommands.map(one => [one.name, 'options' in one && one.options !== undefined]);
  expect(Object.fromEntries(takesWords)).toEqual(
    Object.fromEntries(typedCommands.map(({ name, usage }) => [name, usage !== name])),
  );
});

test('options that have no effect yet are not offered', () => {
  const names = JSON.stringify(commands).match(/(?<="name":")[^"]+/g) ?? [];
  expect(names).toEqual(expect.arrayContaining(['mention', 'at']));
  for (const name of ['show', 'urgent', 'digest', 'escalate']) expect(names).not.toContain(name);
});
