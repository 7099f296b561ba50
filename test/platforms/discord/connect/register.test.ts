import { PermissionFlagsBits } from 'discord.js';
import { afterEach, expect, test, vi } from 'vitest';
import { typedCommands } from '../../../../src/chat/commands.ts';
import { createDiscord } from '../../../../src/platforms/discord/index.ts';
import { commands } from '../../../../src/platforms/discord/listeners/command-definitions.ts';
import { subcommands } from '../../../../src/platforms/slash-command.ts';
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
  const sentRequests = (method: string) =>
    fake.requests.filter(each => each.method === method && /commands$/.test(each.path));
  return { ...discord, sentRequests };
}

test('the first process registers the commands at start, and the second leaves them', async () => {
  const { fake, platform, sentRequests } = await open();
  await platform.start();
  await vi.waitFor(() => expect(fake.commands).toHaveLength(2), 30_000);
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const other = createDiscord({ token: fake.token, apiUrl: fake.url, handleChat, log });
  await other.start();
  await vi.waitFor(() => expect(sentRequests('GET')).toHaveLength(2), 30_000);
  await other.stop();
  expect(sentRequests('PUT')).toHaveLength(1);
});

test('different commands are replaced', async () => {
  const { fake, platform, sentRequests } = await open();
  fake.commands = [{ type: 3, name: 'Old' }];
  await platform.start();
  await vi.waitFor(() => expect(sentRequests('PUT')).toHaveLength(1), 30_000);
  await vi.waitFor(() => expect(fake.commands.map(({ name }) => name)).toEqual(['callboard', 'Why?']), 30_000);
});

test('a command with an option that was removed is replaced', async () => {
  const { fake, platform, sentRequests } = await open();
  await platform.start();
  await vi.waitFor(() => expect(sentRequests('PUT')).toHaveLength(1), 30_000);
  const option = { type: 3 as const, name: 'text', description: 'Nothing' };
  for (const command of fake.commands) {
    const unmute = command.type === 1 && command.options.find(({ name }) => name === 'unmute');
    if (unmute) unmute.options = [option];
  }
  await platform.start();
  await vi.waitFor(() => expect(sentRequests('PUT')).toHaveLength(2), 30_000);
});

test('a failed registration is logged, and the start succeeds', async () => {
  const { fake, platform, logged } = await open();
  fake.next('PUT /applications', { status: 500, text: '' });
  await platform.start();
  await vi.waitFor(
    () => expect(logged.join()).toContain('could not register /callboard; retrying every minute'),
    30_000,
  );
  expect(fake.commands).toEqual([]);
});

test('/callboard requires Manage Channels and has every subcommand; *Why?* requires nothing', () => {
  const [slash, why] = commands;
  expect(slash).toMatchObject({ name: 'callboard', options: Object.keys(subcommands).map(name => ({ name })) });
  expect(slash?.default_member_permissions).toBe(String(PermissionFlagsBits.ManageChannels));
  expect(why).toMatchObject({ name: 'Why?', type: 3 });
  expect(why).not.toHaveProperty('default_member_permissions');
});

test('each chat command has a subcommand, with options if it takes arguments', () => {
  const [slash] = commands;
  const subcommands = slash && 'options' in slash ? (slash.options ?? []) : [];
  const hasOptions = subcommands.map(one => [one.name, 'options' in one && one.options !== undefined]);
  expect(Object.fromEntries(hasOptions)).toEqual(
    Object.fromEntries(typedCommands.map(({ name, usage }) => [name, usage !== name])),
  );
});

test('options that have no effect yet are not offered', () => {
  const names = JSON.stringify(commands).match(/(?<="name":")[^"]+/g) ?? [];
  expect(names).toEqual(expect.arrayContaining(['mention', 'at']));
  for (const name of ['show', 'urgent', 'digest', 'escalate']) expect(names).not.toContain(name);
});
