import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { channelUpdate, guildCreate, guildMemberUpdate, guildRoleUpdate } from '../../../fakes/discord/events.ts';
import type { GatewayEvent } from '../../../fakes/discord/gateway.ts';
import { CHANNEL, CHANNEL_ID, GUILD, setup } from '../setup.ts';

const recovered: string[] = [];
let discord: Awaited<ReturnType<typeof setup>>;
beforeEach(async () => {
  recovered.length = 0;
  discord = await setup({ onChannelRecovered: prefix => void recovered.push(prefix) });
  await discord.platform.listener?.open();
  await vi.waitFor(() => expect(discord.fake.gateway.identified).toBe(1), 30_000);
});
afterEach(() => discord.close());

const threadUpdate = (archived: boolean): GatewayEvent => {
  const thread_metadata = {
    archived,
    auto_archive_duration: 60,
    archive_timestamp: '2026-01-01T00:00:00Z',
    locked: false,
  };
  return { t: 'THREAD_UPDATE', d: { id: '7', guild_id: GUILD, parent_id: CHANNEL_ID, type: 11, thread_metadata } };
};

const anotherMember = (): GatewayEvent => {
  const { t, d } = guildMemberUpdate(GUILD, []);
  return { t, d: { ...d, user: { id: '900000000000000099', username: 'Ann' } } };
};

test.for<[string, GatewayEvent, string]>([
  ['an invitation or a returning server reports the whole server', guildCreate(GUILD, [CHANNEL_ID]), `${GUILD}/`],
  ['changed channel permissions report the channel', channelUpdate(GUILD, CHANNEL_ID), CHANNEL],
  ['changed roles of the bot report the whole server', guildMemberUpdate(GUILD, ['5']), `${GUILD}/`],
  ['changed permissions of a role report the whole server', guildRoleUpdate(GUILD, '5'), `${GUILD}/`],
  ['a reopened thread reports the thread', threadUpdate(false), `${GUILD}/7`],
])('%s', async ([_name, event, prefix]) => {
  discord.fake.gateway.dispatch(event);
  await vi.waitFor(() => expect(recovered).toEqual([prefix]), 30_000);
});

test('an archived thread and another member report nothing', async () => {
  const { dispatch } = discord.fake.gateway;
  for (const event of [threadUpdate(true), anotherMember()]) dispatch(event);
  dispatch(channelUpdate(GUILD, CHANNEL_ID));
  await vi.waitFor(() => expect(recovered).toEqual([CHANNEL]), 30_000);
});
