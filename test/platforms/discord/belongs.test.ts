import { afterEach, beforeEach, expect, test } from 'vitest';
import { GUILD, setup } from './setup.ts';

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
    members: { [OWNER]: [], [ANN]: [ROLE], [BOB]: [ROLE], [CARL]: [], [ROOT]: [ADMINS] },
    channels: {
      [OPEN]: { type: 0 },
      [CLOSED]: { type: 0, permission_overwrites: [hidden, forRole, notBob] },
      [THREAD]: { type: 11, parent_id: CLOSED },
      [PRIVATE]: { type: 12, parent_id: OPEN, members: [ANN] },
    },
  });
  discord.fake.servers.set('60', { owner: '61', roles: [], members: {}, channels: { [ELSEWHERE]: { type: 0 } } });
});
afterEach(() => discord.close());

const belongs = (channel: string, person: string) => discord.platform.belongs?.(`${GUILD}/${channel}`, person);

test.for<[string, string, Record<string, boolean>]>([
  ['an open channel', OPEN, { [OWNER]: true, [ANN]: true, [CARL]: true, '99': false }],
  ['a closed one', CLOSED, { [OWNER]: true, [ANN]: true, [BOB]: false, [CARL]: false, [ROOT]: true }],
  ['a thread in it', THREAD, { [ANN]: true, [BOB]: false, [CARL]: false }],
  ['a private thread', PRIVATE, { [OWNER]: true, [ANN]: true, [CARL]: false, [ROOT]: true }],
  ['a channel of another server', ELSEWHERE, { [ANN]: false, [OWNER]: false }],
  ['a channel that is gone', '39', { [OWNER]: false }],
])('%s', async ([, channel, expected]) => {
  const found: Record<string, boolean | undefined> = {};
  for (const person of Object.keys(expected)) found[person] = await belongs(channel, person);
  expect(found).toEqual(expected);
});

test('of many channels at once their server is asked once', async () => {
  const channels = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [String(1000 + at), { type: 0 }]));
  Object.assign(discord.fake.servers.get(GUILD)?.channels ?? {}, channels);
  const before = discord.fake.requests.length;
  const answers = await Promise.all([...Object.keys(channels), CLOSED].map(channel => belongs(channel, CARL)));
  expect(answers).toEqual([...Object.keys(channels).map(() => true), false]);
  expect(discord.fake.requests.length - before).toBe(3);
  // Nothing is remembered: who left since is not there.
  Object.assign(discord.fake.servers.get(GUILD) ?? {}, { members: {} });
  expect(await belongs(OPEN, CARL)).toBe(false);
});

test('an outage is no answer', async () => {
  discord.fake.next(`GET /guilds/${GUILD}/channels`, { status: 502, text: 'bad gateway' });
  await expect(belongs(OPEN, ANN)).rejects.toMatchObject({ name: 'PlatformError', kind: 'transient' });
});
