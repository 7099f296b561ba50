/** Events for `gateway.dispatch`: https://docs.discord.com/developers/events/gateway-events */
import type { GatewayEvent } from './gateway.ts';

/** Bits of https://docs.discord.com/developers/topics/permissions that posting needs. */
export const permissions = { viewChannel: 1n << 10n, sendMessages: 1n << 11n, readMessageHistory: 1n << 16n };

/** All permissions that the bot needs, as Discord writes them. */
const enough = String(permissions.viewChannel | permissions.sendMessages | permissions.readMessageHistory);

export interface Overwrite {
  /** The id of a role (type 0) or a member (type 1). */
  id: string;
  type: 0 | 1;
  allow: string;
  deny: string;
}

export const bot = { id: '900000000000000001', username: 'Callboard', discriminator: '0', avatar: null, bot: true };
const JOINED = '2026-01-01T00:00:00.000000+00:00';

const channelObject = (guild: string, id: string, overwrites: Overwrite[] = []) => ({
  id,
  guild_id: guild,
  type: 0,
  name: 'calls',
  position: 0,
  nsfw: false,
  parent_id: null,
  permission_overwrites: overwrites,
});

const roleObject = (id: string, granted: string) => ({
  id,
  name: 'role',
  permissions: granted,
  position: 0,
  color: 0,
  colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
  hoist: false,
  managed: false,
  mentionable: false,
  flags: 0,
});

const member = (roles: string[]) => ({
  user: bot,
  roles,
  nick: null,
  avatar: null,
  joined_at: JOINED,
  premium_since: null,
  deaf: false,
  mute: false,
  flags: 0,
});

/** The bot was invited to a server, or the server is available again. The bot is its only member. */
export function guildCreate(guild: string, channels: readonly string[], roles: readonly string[] = []): GatewayEvent {
  const d = {
    id: guild,
    name: 'Acme',
    icon: null,
    owner_id: '900000000000000009',
    unavailable: false,
    joined_at: JOINED,
    large: false,
    member_count: 1,
    features: [],
    emojis: [],
    stickers: [],
    roles: [roleObject(guild, enough), ...roles.map(id => roleObject(id, '0'))],
    members: [member([])],
    channels: channels.map(id => channelObject(guild, id)),
    threads: [],
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
  return { t: 'GUILD_CREATE', d };
}

/** The permissions in a channel were changed. */
export const channelUpdate = (guild: string, channel: string, overwrites: Overwrite[] = []): GatewayEvent => ({
  t: 'CHANNEL_UPDATE',
  d: channelObject(guild, channel, overwrites),
});

/** The bot now has exactly these roles. */
export const guildMemberUpdate = (guild: string, roles: string[]): GatewayEvent => ({
  t: 'GUILD_MEMBER_UPDATE',
  d: { guild_id: guild, ...member(roles) },
});

/** The permissions of a role were changed. Every member has the role with the server's id. */
export const guildRoleUpdate = (guild: string, role: string, granted: string = enough): GatewayEvent => ({
  t: 'GUILD_ROLE_UPDATE',
  d: { guild_id: guild, role: roleObject(role, granted) },
});
