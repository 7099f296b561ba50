/** discord.js handles the events that the fake dispatches. */
import { Client, Events, GatewayIntentBits, PermissionFlagsBits } from 'discord.js';
import { expect, test } from 'vitest';
import { channelUpdate, guildCreate, guildMemberUpdate, guildRoleUpdate, permissions } from './events.ts';
import { startFakeDiscord } from './index.ts';

const [GUILD, CHANNEL, ROLE] = ['600000000000000001', '700000000000000001', '800000000000000001'];

test("events of a server, its channel, the bot and roles update discord.js's permissions", async () => {
  const fake = await startFakeDiscord();
  const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: fake.url } });
  const received: string[] = [];
  for (const name of [Events.GuildCreate, Events.ChannelUpdate, Events.GuildMemberUpdate, Events.GuildRoleUpdate])
    client.on(name as Events.GuildCreate, () => void received.push(name));
  const mayPost = () => {
    const guild = client.guilds.cache.get(GUILD);
    const me = guild?.members.me;
    const { ViewChannel, SendMessages } = PermissionFlagsBits;
    return me && guild.channels.cache.get(CHANNEL)?.permissionsFor(me).has([ViewChannel, SendMessages]);
  };
  const ready = new Promise(resolve => client.once(Events.ClientReady, resolve));
  await client.login(fake.token);
  await ready;

  const allow = String(permissions.sendMessages);
  const steps = [
    { event: guildCreate(GUILD, [CHANNEL], [ROLE]), received: 'guildCreate', may: true },
    {
      event: channelUpdate(GUILD, CHANNEL, [
        { id: GUILD, type: 0, allow: '0', deny: allow },
        { id: ROLE, type: 0, allow, deny: '0' },
      ]),
      received: 'channelUpdate',
      may: false,
    },
    { event: guildMemberUpdate(GUILD, [ROLE]), received: 'guildMemberUpdate', may: true },
    { event: guildRoleUpdate(GUILD, GUILD, '0'), received: 'roleUpdate', may: false },
  ];
  for (const [index, step] of steps.entries()) {
    fake.gateway.dispatch(step.event);
    await expect.poll(() => received).toHaveLength(index + 1);
    expect([received.at(-1), mayPost()]).toEqual([step.received, step.may]);
  }
  await client.destroy();
  await fake.close();
});
