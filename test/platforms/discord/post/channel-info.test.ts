import { afterEach, beforeEach, expect, test } from 'vitest';
import { bot } from '../../../fakes/discord/events.ts';
import { GUILD, setup } from '../setup.ts';

const BOT = bot.id;

const VIEW = String(1n << 10n);
const ADMINISTRATOR = String(1n << 3n);
const [OPEN, CLOSED, THREAD, PRIVATE, ELSEWHERE] = ['31', '32', '33', '34', '35'];
const [ROLE, ADMINS] = ['41', '42'];
const [OWNER, ANN, BOB, CARL, ROOT] = ['51', '52', '53', '54', '55'];

let discord: Awaited<ReturnType<typeof setup>>;
beforeEach(async () => {
  discord = await setup();
  const hidden = { id: GUILD, type: 0 as const, allow: '0', deny: VIEW };
  const forRole = { id: ROLE, type: 0 as const, allow: VIEW, deny: '0' };
  const notBob = { id: BOB, type: 1 as const, allow: '0', deny: VIEW };
  discord.fake.servers.set(GUILD, {
    owner: OWNER,
    roles: [
      { id: GUILD, permissions: VIEW },
      { id: ROLE, permissions: '0' },
      { id: ADMINS, permissions: ADMINISTRATOR },
    ],
    members: { [BOT]: [], [OWNER]: [], [ANN]: [ROLE], [BOB]: [ROLE], [CARL]: [], [ROOT]: [ADMINS] },
    channels: {
      [OPEN]: { type: 0, name: 'calls' },
      [CLOSED]: { type: 0, permission_overwrites: [hidden, forRole, notBob] },
      [THREAD]: { type: 11, parent_id: CLOSED },
      [PRIVATE]: { type: 12, parent_id: OPEN, members: [ANN] },
    },
  });
  discord.fake.servers.set('60', { owner: '61', roles: [], members: {}, channels: { [ELSEWHERE]: { type: 0 } } });
});
afterEach(() => discord.close());

const isMember = (channel: string, person: string) => discord.platform.isMember?.(`${GUILD}/${channel}`, person);

test.for<[string, string, Record<string, boolean>]>([
  ['the members of an open channel', OPEN, { [OWNER]: true, [ANN]: true, [CARL]: true, '99': false }],
  [
    'the members of a closed channel',
    CLOSED,
    { [OWNER]: true, [ANN]: true, [BOB]: false, [CARL]: false, [ROOT]: true },
  ],
  ['the members of a thread in a closed channel', THREAD, { [ANN]: true, [BOB]: false, [CARL]: false }],
  ['the members of a private thread', PRIVATE, { [OWNER]: true, [ANN]: true, [CARL]: false, [ROOT]: true }],
  ['no member of a channel of another server', ELSEWHERE, { [ANN]: false, [OWNER]: false }],
  ['no member of a deleted channel', '39', { [OWNER]: false }],
])('%s are recognized', async ([, channel, expected]) => {
  const found: Record<string, boolean | undefined> = {};
  for (const person of Object.keys(expected)) found[person] = await isMember(channel, person);
  expect(found).toEqual(expected);
});

test('concurrent lookups in one server share their requests', async () => {
  const channels = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [String(1000 + at), { type: 0 }]));
  Object.assign(discord.fake.servers.get(GUILD)?.channels ?? {}, channels);
  const before = discord.fake.requests.length;
  const answers = await Promise.all([...Object.keys(channels), CLOSED].map(channel => isMember(channel, CARL)));
  expect(answers).toEqual([...Object.keys(channels).map(() => true), false]);
  expect(discord.fake.requests.length - before).toBe(3);
  // Nothing is cached: a member who left is no longer found.
  Object.assign(discord.fake.servers.get(GUILD) ?? {}, { members: {} });
  expect(await isMember(OPEN, CARL)).toBe(false);
});

test('an outage throws', async () => {
  discord.fake.next(`GET /guilds/${GUILD}/channels`, { status: 502, text: 'bad gateway' });
  await expect(isMember(OPEN, ANN)).rejects.toMatchObject({ name: 'PlatformError', kind: 'transient' });
});

test("a channel's name is requested once", async () => {
  const name = (channel: string) => discord.platform.findChannelName?.(`${GUILD}/${channel}`);
  expect(await name(OPEN)).toBe('calls');
  const before = discord.fake.requests.length;
  expect(await name(OPEN)).toBe('calls');
  expect(discord.fake.requests.length).toBe(before);
  expect(await name('39')).toBeNull();
});

const SEND = 1n << 11n;
const SEND_IN_THREADS = 1n << 38n;

test('the permissions that the bot needs to post are named', async () => {
  const postingProblem = async (channel: string) =>
    (await discord.platform.findPostingProblem?.(`${GUILD}/${channel}`))?.text;
  const roles = discord.fake.servers.get(GUILD)?.roles ?? [];
  const grant = (bits: bigint) => roles.splice(0, 1, { id: GUILD, permissions: String(bits) });
  expect(await postingProblem(OPEN)).toMatch(/give Callboard’s role Send Messages\.$/);
  expect(await postingProblem(CLOSED)).toMatch(/View Channel and Send Messages\.$/);
  expect(await postingProblem('39')).toMatch(/View Channel\.$/);
  grant(BigInt(VIEW) | SEND);
  expect(await postingProblem(OPEN)).toBeUndefined();
  expect(await postingProblem(PRIVATE)).toMatch(/role Send Messages in Threads\.$/);
  grant(BigInt(VIEW) | SEND_IN_THREADS);
  expect(await postingProblem(PRIVATE)).toBeUndefined();
});

const PING = String(1n << 17n);
const [OPS, TEAM] = ['71', '72'];

test('@everyone, @here and restricted roles require Mention Everyone in that channel', async () => {
  const server = discord.fake.servers.get(GUILD);
  server?.roles.push({ id: OPS, name: 'Ops', permissions: '0' });
  server?.roles.push({ id: TEAM, name: 'Team', permissions: '0', mentionable: true });
  const channel = server?.channels[OPEN];
  if (channel) channel.permission_overwrites = [{ id: ANN, type: 1, allow: PING, deny: '0' }];
  const why = (person: string, mentions: string[], where = OPEN) =>
    discord.platform.findMentionProblem?.(`${GUILD}/${where}`, person, mentions);

  const before = discord.fake.requests.length;
  expect(await why(CARL, [`<@${ANN}>`])).toBeNull();
  expect(discord.fake.requests.length).toBe(before);
  const all = ['@everyone', '@here', `<@&${OPS}>`, '<@&99>'];
  const named = 'You can’t use @everyone, @here, @Ops or the role 99 here';
  expect(await why(CARL, all)).toContain(`${named} without the permission Mention @everyone, @here and All Roles.`);
  expect(await why(ANN, all, CLOSED)).toContain('Mention @everyone');
  for (const person of [ANN, OWNER, ROOT]) expect(await why(person, all)).toBeNull();
  expect(await why(CARL, ['@here', `<@&${TEAM}>`, `<@&${OPS}>`])).toMatch(/^You can’t use @here or @Ops here without/);
  expect(await why(CARL, [`<@&${TEAM}>`])).toBeNull();
  // A person who isn't in the server has no permissions.
  expect(await why('99', ['@here'])).toContain('Mention @everyone');
});
