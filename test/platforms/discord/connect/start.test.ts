import { afterEach, expect, test, vi } from 'vitest';
import { createDiscord } from '../../../../src/platforms/discord/index.ts';
import { guildCreate } from '../../../fakes/discord/events.ts';
import { testClock } from '../../clock.ts';
import { sayMessage } from '../../contract.ts';
import { CHANNEL, CHANNEL_ID, GUILD, setup } from '../setup.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map(({ close }) => close()));
});

async function open(options: Parameters<typeof setup>[0] = {}) {
  const discord = await setup(options);
  opened.push(discord);
  return discord;
}

const post = ({ platform }: Awaited<ReturnType<typeof setup>>, text: string) =>
  platform.post({ channel: CHANNEL, message: sayMessage(text), nonce: '1' });

test('start signs in without opening the gateway', async () => {
  const discord = await open();
  await discord.platform.start();
  expect(discord.logged).toEqual(['signed in to Discord {"op":"discord.signIn","user":"Callboard"}']);
  expect(discord.fake.requests.map(({ path }) => path)).toEqual(['/users/@me']);
});

test('the gateway opens in the background, closes and opens again; repeated calls have no effect', async () => {
  const { fake, logged, platform } = await open();
  await platform.listener?.close();
  for (const identified of [1, 2]) {
    await Promise.all([platform.listener?.open(), platform.listener?.open()]);
    await vi.waitFor(() => expect(fake.gateway.identified).toBe(identified), 30_000);
    await vi.waitFor(() => expect(logged).toHaveLength(identified), 30_000);
    expect(fake.gateway.connections).toBe(1);
    await Promise.all([platform.listener?.close(), platform.listener?.close()]);
    await vi.waitFor(() => expect(fake.gateway.connections).toBe(0), 30_000);
  }
  expect(logged).toEqual(Array(2).fill('connected to the gateway {"op":"discord.connect"}'));
});

test('stop closes the gateway', async () => {
  const { fake, platform } = await open();
  await platform.listener?.open();
  await vi.waitFor(() => expect(fake.gateway.identified).toBe(1), 30_000);
  await platform.stop();
  await vi.waitFor(() => expect(fake.gateway.connections).toBe(0), 30_000);
});

test.for(['wrong.token.here', 'wrong\ntoken'])(
  'a wrong token fails the start with a message that does not contain it: %j',
  async token => {
    const discord = await open({ token });
    const error = await discord.platform.start().catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      name: 'PlatformError',
      kind: 'token',
      message: expect.stringContaining('DISCORD_TOKEN'),
    });
    expect([error, ...discord.logged].map(String).join()).not.toContain(token);
  },
);

test('posting works while the gateway rejects the token', async () => {
  const discord = await open();
  discord.fake.next('GET /gateway/bot', { status: 401, code: 0 });
  await discord.platform.listener?.open();
  await vi.waitFor(() => expect(discord.logged.join()).toContain('Discord rejected DISCORD_TOKEN;'), 30_000);
  await post(discord, 'Still here');
  expect(discord.fake.read(CHANNEL_ID)).toContain('Still here');
});

test('a failed login is retried', async () => {
  const discord = await open();
  discord.fake.gateway.down = true;
  await discord.platform.listener?.open();
  await vi.waitFor(() => expect(discord.logged.join()).toContain('could not reach the gateway'), 30_000);
  discord.fake.gateway.down = false;
  await vi.waitFor(() => expect(discord.logged.join()).toContain('connected to the gateway'), 30_000);
});

test('reconnects wait longer each time while the gateway closes every connection, and are logged', async () => {
  const { clock, waits } = testClock(8);
  const discord = await open({ clock });
  discord.fake.gateway.hangsUp = true;
  await discord.platform.listener?.open();
  await vi.waitFor(() => expect(waits).toHaveLength(8), 60_000);
  expect(waits).toEqual([0, 1000, 5000, 15_000, 60_000, 300_000, 300_000, 300_000]);
  const warnings = discord.logged.filter(line => line.includes('closes each connection'));
  expect(warnings).toEqual(
    [1, 5, 15, 60, 300].map(
      seconds => `the gateway closes each connection right away; retrying in ${seconds} s {"op":"discord.connect"}`,
    ),
  );
  // Closed during the wait, it doesn't connect again.
  const { made } = discord.fake.gateway;
  await discord.platform.listener?.close();
  await post(discord, 'Still here');
  expect(discord.fake.gateway.made).toBe(made);
}, 60_000);

test('a gateway connection that lasted is reopened at once', async () => {
  const { clock, waits, pass } = testClock();
  const recovered: string[] = [];
  const discord = await open({ clock, onChannelRecovered: channel => void recovered.push(channel) });
  const { gateway } = discord.fake;
  gateway.hangsUp = true;
  await discord.platform.listener?.open();
  await vi.waitFor(() => expect(waits.length).toBeGreaterThan(2), 60_000);
  gateway.hangsUp = false;
  // A handled event shows that the client considers the connection open.
  await vi.waitFor(() => {
    gateway.dispatch(guildCreate(GUILD, [CHANNEL_ID]));
    expect(recovered).not.toEqual([]);
  }, 60_000);
  const before = waits.length;
  pass(30_000);
  gateway.drop(4000);
  await vi.waitFor(() => expect(waits).toHaveLength(before + 1), 60_000);
  expect(waits.at(-1)).toBe(0);
}, 60_000);

test('a login that is rate limited without a wait is not repeated at once', async () => {
  const discord = await open();
  discord.fake.next('GET /gateway/bot', { status: 429, text: '<html>error code: 1015</html>' }, 1000);
  await discord.platform.listener?.open();
  await vi.waitFor(() => expect(discord.logged.join()).toContain('could not reach the gateway'), 60_000);
  expect(discord.fake.requests.filter(({ path }) => path === '/gateway/bot')).toHaveLength(1);
}, 60_000);

test('a final close of the gateway is logged, and posting continues', async () => {
  const discord = await open();
  await discord.platform.listener?.open();
  await vi.waitFor(() => expect(discord.fake.gateway.identified).toBe(1), 30_000);
  discord.fake.gateway.drop(4004);
  const reason = 'Discord rejected DISCORD_TOKEN. Copy a new token from the developer portal (Bot page).';
  await vi.waitFor(() => expect(discord.logged.join()).toContain(reason), 30_000);
  await post(discord, 'Still here');
  expect(discord.fake.read(CHANNEL_ID)).toContain('Still here');
});

test('start succeeds while Discord is out of reach', async () => {
  const discord = await open();
  discord.fake.next('GET /users/@me', 'drop before');
  await discord.platform.start();
  expect(discord.logged.join()).toContain("Couldn't reach Discord (connection closed)");
  await post(discord, 'Back again');
  expect(discord.fake.read(CHANNEL_ID)).toContain('Back again');
});

test('a public key replaces the gateway with an HTTP handler', async () => {
  const discord = await open({ publicKey: 'ab'.repeat(32) });
  await discord.platform.start();
  expect(discord.platform.handler).toBeTypeOf('function');
  expect(discord.platform.listener).toBeUndefined();
  await discord.platform.stop();
  expect(discord.fake.requests.map(({ path }) => path)).toEqual(['/users/@me']);
});

test('an invalid public key throws at once', () => {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  expect(() => createDiscord({ token: 'x', publicKey: 'nonsense', log })).toThrow(/DISCORD_PUBLIC_KEY.*64 hex digits/);
});

test('doctor names the owner of the token and the settings of another application', async () => {
  const { platform, fake } = await open({ applicationId: '1', publicKey: 'cd'.repeat(32) });
  expect(await platform.diagnose()).toEqual([
    { ok: true, text: 'Discord: signed in as Callboard (900000000000000001).' },
    { ok: true, text: 'Discord: application Callboard (900000000000000002).' },
    {
      ok: false,
      text: expect.stringContaining(
        `DISCORD_APPLICATION_ID belongs to another application. Set it to ${fake.applicationId}`,
      ),
    },
    { ok: false, text: expect.stringContaining(`Set it to ${fake.publicKey}`) },
    { ok: true, text: 'Discord: after a crash, no message appears twice (Read Message History).' },
  ]);
});

test('doctor names the servers without Read Message History, and reports a bot in no server', async () => {
  const { platform, fake } = await open();
  fake.guilds.push({ id: '2', name: 'Umbrella', permissions: '3072' }, { id: '3', name: 'Initech', permissions: '8' });
  const wrong = async () => (await platform.diagnose()).filter(({ ok }) => !ok).map(({ text }) => text);
  expect(await wrong()).toEqual([expect.stringMatching(/^Discord: in Umbrella, .* Read Message History/)]);
  fake.guilds.length = 0;
  expect(await wrong()).toEqual(["Discord: the bot isn't in any server yet."]);
});

test('doctor reports a wrong token', async () => {
  const { platform } = await open({ token: 'wrong.token' });
  expect(await platform.diagnose()).toEqual([{ ok: false, text: expect.stringContaining('DISCORD_TOKEN') }]);
});

test.each([
  [{ publicKey: 'ab'.repeat(32) }, null, 'has no Interactions Endpoint URL'],
  [{}, 'https://calls.example.com/discord/interactions', 'sends commands to https://calls.example.com'],
])('doctor reports interactions that Discord sends elsewhere: %j, %s', async (options, endpoint, problem) => {
  const { platform, fake } = await open(options);
  fake.endpoint = endpoint;
  const problems = (await platform.diagnose()).filter(({ ok }) => !ok).map(({ text }) => text);
  expect(problems.join()).toContain(problem);
  fake.endpoint = endpoint === null ? 'https://calls.example.com/discord/interactions' : null;
  const fixed = (await platform.diagnose()).filter(({ ok }) => !ok).map(({ text }) => text);
  expect(fixed.join()).not.toContain(problem);
});
