import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { channelUpdate, guildCreate } from '../../../fakes/discord/events.ts';
import { oneButton, reply, setupTalk, type Talking } from './connected-bot.ts';

const [SERVER, FIRST, SECOND] = ['310000000000000001', '310000000000000002', '310000000000000003'];
let talking: Talking;
beforeEach(async () => {
  talking = await setupTalk('gateway');
  talking.answer = reply('Here I am', oneButton('Missed calls', 'greet.preset|missed'));
});
afterEach(() => talking.close());

const closed = (channel: string) => {
  const overwrites = [{ id: SERVER, type: 0 as const, allow: '0', deny: String(1n << 11n) }];
  return channelUpdate(SERVER, channel, overwrites).d;
};

test('a new server is greeted in its first channel, once', async () => {
  talking.fake.gateway.dispatch(guildCreate(SERVER, [FIRST, SECOND]));
  await vi.waitFor(() => expect(talking.fake.read(FIRST)).toMatch(/Here I am[\s\S]*\[Missed calls\]/), 30_000);
  expect(talking.asked).toMatchObject([
    { channel: `${SERVER}/${FIRST}`, workspace: SERVER, by: { manager: false }, input: { is: 'joined' } },
  ]);
  // The server comes back after an outage.
  talking.fake.gateway.dispatch({ t: 'GUILD_DELETE', d: { id: SERVER, unavailable: true } });
  talking.fake.gateway.dispatch(guildCreate(SERVER, [FIRST, SECOND]));
  await talking.person().command('help');
  expect(talking.asked.map(({ input }) => input.is)).toEqual(['joined', 'command']);
});

test('where it may not write it does not; the channel of system messages goes first', async () => {
  const server = guildCreate(SERVER, []);
  const channels = [closed(FIRST), channelUpdate(SERVER, SECOND).d];
  talking.fake.gateway.dispatch({ ...server, d: { ...server.d, channels } });
  await vi.waitFor(() => expect(talking.fake.read(SECOND)).toContain('Here I am'), 30_000);
  expect(talking.fake.read(FIRST)).toBe('');

  const other = guildCreate('320000000000000001', ['320000000000000002', '320000000000000003']);
  talking.fake.gateway.dispatch({ ...other, d: { ...other.d, system_channel_id: '320000000000000003' } });
  await vi.waitFor(() => expect(talking.fake.read('320000000000000003')).toContain('Here I am'), 30_000);
});

test('with no channel to write in, the log says so', async () => {
  const server = guildCreate(SERVER, []);
  talking.fake.gateway.dispatch({ ...server, d: { ...server.d, channels: [closed(FIRST)] } });
  await vi.waitFor(() => expect(talking.logged.join()).toContain("can't post in any channel"), 30_000);
  expect(talking.asked).toEqual([]);
});

test('a greeting that Discord does not take is owed again', async () => {
  talking.fake.next(`POST /channels/${FIRST}/messages`, { retryAfter: 1 });
  talking.fake.gateway.dispatch(guildCreate(SERVER, [FIRST]));
  await vi.waitFor(() => expect(talking.asked).toHaveLength(2), 30_000);
  expect(talking.asked[1]).toMatchObject({ channel: `${SERVER}/${FIRST}`, input: { is: 'greeting-failed' } });
  expect(talking.fake.messages(FIRST)).toEqual([]);
});

test('one who has greeted already says nothing', async () => {
  talking.answer = { is: 'nothing' };
  talking.fake.gateway.dispatch(guildCreate(SERVER, [FIRST]));
  await vi.waitFor(() => expect(talking.asked).toHaveLength(1), 30_000);
  await talking.person().command('help');
  expect(talking.fake.messages(FIRST)).toEqual([]);
});
