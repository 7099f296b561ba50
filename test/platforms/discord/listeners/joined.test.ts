import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { channelUpdate, guildCreate } from '../../../fakes/discord/events.ts';
import { type ConnectedBot, oneButton, reply, setupBot } from './connected-bot.ts';

const [SERVER, FIRST, SECOND] = ['310000000000000001', '310000000000000002', '310000000000000003'];
let bot: ConnectedBot;
beforeEach(async () => {
  bot = await setupBot('gateway');
  bot.answer = reply('Here I am', oneButton('Missed calls', 'greet.preset|missed'));
});
afterEach(() => bot.close());

const closed = (channel: string) => {
  const overwrites = [{ id: SERVER, type: 0 as const, allow: '0', deny: String(1n << 11n) }];
  return channelUpdate(SERVER, channel, overwrites).d;
};

test('a new server gets one greeting, in its first channel', async () => {
  bot.fake.gateway.dispatch(guildCreate(SERVER, [FIRST, SECOND]));
  await vi.waitFor(() => expect(bot.fake.read(FIRST)).toMatch(/Here I am[\s\S]*\[Missed calls\]/), 30_000);
  expect(bot.requests).toMatchObject([
    { channel: `${SERVER}/${FIRST}`, workspace: SERVER, by: { manager: false }, input: { is: 'joined' } },
  ]);
  // The server becomes available again after an outage.
  bot.fake.gateway.dispatch({ t: 'GUILD_DELETE', d: { id: SERVER, unavailable: true } });
  bot.fake.gateway.dispatch(guildCreate(SERVER, [FIRST, SECOND]));
  await bot.person().command('help');
  expect(bot.requests.map(({ input }) => input.is)).toEqual(['joined', 'command']);
});

test('the greeting goes to the system channel, otherwise to the first channel in which the bot can post', async () => {
  const server = guildCreate(SERVER, []);
  const channels = [closed(FIRST), channelUpdate(SERVER, SECOND).d];
  bot.fake.gateway.dispatch({ ...server, d: { ...server.d, channels } });
  await vi.waitFor(() => expect(bot.fake.read(SECOND)).toContain('Here I am'), 30_000);
  expect(bot.fake.read(FIRST)).toBe('');

  const other = guildCreate('320000000000000001', ['320000000000000002', '320000000000000003']);
  bot.fake.gateway.dispatch({ ...other, d: { ...other.d, system_channel_id: '320000000000000003' } });
  await vi.waitFor(() => expect(bot.fake.read('320000000000000003')).toContain('Here I am'), 30_000);
});

test('a server without a channel for the greeting is logged', async () => {
  const server = guildCreate(SERVER, []);
  bot.fake.gateway.dispatch({ ...server, d: { ...server.d, channels: [closed(FIRST)] } });
  await vi.waitFor(() => expect(bot.logged.join()).toContain("can't post in any channel"), 30_000);
  expect(bot.requests).toEqual([]);
});

test('a greeting that Discord rejects is reported as not posted', async () => {
  bot.fake.next(`POST /channels/${FIRST}/messages`, { retryAfter: 1 });
  bot.fake.gateway.dispatch(guildCreate(SERVER, [FIRST]));
  await vi.waitFor(() => expect(bot.requests).toHaveLength(2), 30_000);
  expect(bot.requests[1]).toMatchObject({ channel: `${SERVER}/${FIRST}`, input: { is: 'greeting-failed' } });
  expect(bot.fake.messages(FIRST)).toEqual([]);
});

test('a server that was greeted before gets no greeting', async () => {
  bot.answer = { is: 'nothing' };
  bot.fake.gateway.dispatch(guildCreate(SERVER, [FIRST]));
  await vi.waitFor(() => expect(bot.requests).toHaveLength(1), 30_000);
  await bot.person().command('help');
  expect(bot.fake.messages(FIRST)).toEqual([]);
});
