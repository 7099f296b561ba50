/** Gateway events after which a channel on hold may work again. */
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
 * Calls `onChannelRecovered` with `<guild>/<channel>`, or with `<guild>/` for all channels of a server. The causes: the bot was
 * invited, the server is available again, the permissions of a channel, a role or the bot changed, or a thread was
 * reopened. The intent GUILDS covers these events; the bot's own member update needs no intent:
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
