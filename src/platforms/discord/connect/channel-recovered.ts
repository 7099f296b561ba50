/** What the gateway tells of channels that may work again. */
import {
  type Client,
  type GatewayChannelUpdateDispatchData,
  GatewayDispatchEvents,
  type GatewayGuildCreateDispatchData,
  type GatewayGuildMemberUpdateDispatchData,
  type GatewayGuildRoleUpdateDispatchData,
  type GatewayThreadUpdateDispatchData,
} from 'discord.js';

/**
 * `onChannelRecovered` gets `<guild>/<channel>`, or `<guild>/` for all channels of a server: the bot was invited or the server is
 * back, the permissions of a channel, a role or the bot itself were changed, a thread was opened again. All of it comes
 * with the intent GUILDS, and the bot's own member without any:
 * https://docs.discord.com/developers/events/gateway#list-of-intents
 */
export function reportRecoveredChannels(client: Client, onChannelRecovered: (channelPrefix: string) => void): void {
  const { ws } = client;
  ws.on(GatewayDispatchEvents.GuildCreate, ({ id }: GatewayGuildCreateDispatchData) => onChannelRecovered(`${id}/`));
  ws.on(GatewayDispatchEvents.GuildRoleUpdate, ({ guild_id }: GatewayGuildRoleUpdateDispatchData) =>
    onChannelRecovered(`${guild_id}/`),
  );
  ws.on(GatewayDispatchEvents.GuildMemberUpdate, ({ guild_id, user }: GatewayGuildMemberUpdateDispatchData) => {
    if (user.id === client.user?.id) onChannelRecovered(`${guild_id}/`);
  });
  ws.on(GatewayDispatchEvents.ChannelUpdate, (channel: GatewayChannelUpdateDispatchData) => {
    if ('guild_id' in channel) onChannelRecovered(`${channel.guild_id}/${channel.id}`);
  });
  ws.on(GatewayDispatchEvents.ThreadUpdate, ({ guild_id, id, thread_metadata }: GatewayThreadUpdateDispatchData) => {
    if (!thread_metadata?.archived) onChannelRecovered(`${guild_id}/${id}`);
  });
}
