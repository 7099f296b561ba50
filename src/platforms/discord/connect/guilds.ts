/** Looks up a server's channels, its roles and a member's permissions. */
import { ChannelType, PermissionFlagsBits, Routes } from 'discord.js';
import { z } from 'zod';
import type { Rest } from './rest.ts';

const bits = z.coerce.bigint();
const channelSchema = z.object({
  type: z.number(),
  name: z.string().nullish(),
  guild_id: z.string().optional(),
  parent_id: z.string().nullish(),
  permission_overwrites: z.array(z.object({ id: z.string(), allow: bits, deny: bits })).default([]),
});
const channelsSchema = z.array(channelSchema.extend({ id: z.string() }));
const roleSchema = z.object({
  id: z.string(),
  name: z.string().default(''),
  permissions: bits,
  mentionable: z.boolean().default(false),
});
const guildSchema = z.object({ owner_id: z.string(), roles: z.array(roleSchema) });
const memberSchema = z.object({ roles: z.array(z.string()) });

type Guild = z.output<typeof guildSchema>;
type Channel = z.output<typeof channelSchema>;
type Role = z.output<typeof roleSchema>;

const threads = new Set([ChannelType.PublicThread, ChannelType.PrivateThread, ChannelType.AnnouncementThread]);

export interface FoundChannel {
  channel: Channel;
  /** The channel whose permission overwrites apply: for a thread its parent, null when that was deleted. */
  permissionChannel: Channel | null;
}

/** Its methods throw PlatformError only. */
interface GuildLookup {
  /** Null for a channel of another server. */
  find(guild: string, channel: string): Promise<FoundChannel | null>;
  /** The roles of a server. Every member may mention the `mentionable` ones. */
  roles(guild: string): Promise<readonly Role[]>;
  /** The permission bits of a member in a channel. */
  permissions(guild: string, found: FoundChannel, member: string): Promise<bigint>;
}

export const isThread = ({ type }: Channel): boolean => threads.has(type);

/**
 * Creates the lookup. Concurrent lookups in one server share their requests: a list of twenty channels would otherwise
 * take longer than Discord waits for a reply.
 */
export function createGuildLookup(rest: Rest): GuildLookup {
  const guild = shareConcurrent(id => rest.request('get', Routes.guild(id), guildSchema));
  // This route lists no threads: https://docs.discord.com/developers/resources/guild#get-guild-channels
  const channels = shareConcurrent(async id => {
    const all = await rest.request('get', Routes.guildChannels(id), channelsSchema);
    return new Map<string, Channel>(all.map(channel => [channel.id, channel]));
  });
  const member = shareConcurrent(key => {
    const [guildId = '', person = ''] = key.split('/');
    return rest.request('get', Routes.guildMember(guildId, person), memberSchema);
  });

  return {
    async find(guildId, id) {
      const listed = await channels(guildId);
      const known = listed.get(id);
      if (known) return { channel: known, permissionChannel: known };
      const channel = await rest.request('get', Routes.channel(id), channelSchema);
      if (channel.guild_id !== guildId) return null;
      const parent = isThread(channel) ? (listed.get(channel.parent_id ?? '') ?? null) : channel;
      return { channel, permissionChannel: parent };
    },
    async roles(guildId) {
      return (await guild(guildId)).roles;
    },
    async permissions(guildId, { permissionChannel }, person) {
      const [server, { roles }] = await Promise.all([guild(guildId), member(`${guildId}/${person}`)]);
      return permissionChannel
        ? permissionsOf({ id: person, roles }, { ...server, id: guildId }, permissionChannel)
        : 0n;
    },
  };
}

/** Shares one pending request among concurrent callers with the same key. */
function shareConcurrent<Value>(load: (key: string) => Promise<Value>): (key: string) => Promise<Value> {
  const pending = new Map<string, Promise<Value>>();
  return key => pending.getOrInsertComputed(key, () => load(key).finally(() => pending.delete(key)));
}

const allPermissions = ~0n;

/**
 * Computes a member's permission bits in a channel. Every member has the role with the server's id:
 * https://docs.discord.com/developers/topics/permissions#permission-overwrites
 */
function permissionsOf(
  member: { id: string; roles: string[] },
  guild: Guild & { id: string },
  { permission_overwrites }: Pick<Channel, 'permission_overwrites'>,
): bigint {
  if (member.id === guild.owner_id) return allPermissions;
  const granted = guild.roles
    .filter(({ id }) => id === guild.id || member.roles.includes(id))
    .reduce((sum, { permissions }) => sum | permissions, 0n);
  if ((granted & PermissionFlagsBits.Administrator) !== 0n) return allPermissions;
  // Overwrites apply in this order: @everyone, all of the member's roles together, the member.
  const levels = [[guild.id], member.roles, [member.id]];
  return levels.reduce((permissions, ids) => {
    const overwrites = permission_overwrites.filter(({ id }) => ids.includes(id));
    const denied = overwrites.reduce((sum, { deny }) => sum | deny, 0n);
    const allowed = overwrites.reduce((sum, { allow }) => sum | allow, 0n);
    return (permissions & ~denied) | allowed;
  }, granted);
}
