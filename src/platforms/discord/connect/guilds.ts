/** What Discord tells of its servers: their channels, and what somebody may do in one. */
import { ChannelType, PermissionFlagsBits, Routes } from 'discord.js';
import { z } from 'zod';
import type { Rest } from './rest.ts';

const bits = z.coerce.bigint();
const channelForm = z.object({
  type: z.number(),
  name: z.string().nullish(),
  guild_id: z.string().optional(),
  parent_id: z.string().nullish(),
  permission_overwrites: z.array(z.object({ id: z.string(), allow: bits, deny: bits })).default([]),
});
const channelsForm = z.array(channelForm.extend({ id: z.string() }));
const roleForm = z.object({
  id: z.string(),
  name: z.string().default(''),
  permissions: bits,
  mentionable: z.boolean().default(false),
});
const guildForm = z.object({ owner_id: z.string(), roles: z.array(roleForm) });
const memberForm = z.object({ roles: z.array(z.string()) });

type Guild = z.output<typeof guildForm>;
type Channel = z.output<typeof channelForm>;
type Role = z.output<typeof roleForm>;

const threads = new Set([ChannelType.PublicThread, ChannelType.PrivateThread, ChannelType.AnnouncementThread]);

export interface FoundChannel {
  channel: Channel;
  /** Whose permissions hold there: of a thread its channel, null when that is gone. */
  where: Channel | null;
}

/** All of it throws PlatformError only. */
export interface GuildLookup {
  /** Null for one that is not of that server. */
  find(guild: string, channel: string): Promise<FoundChannel | null>;
  /** The roles of a server, whose `mentionable` ones anybody may mention. */
  roles(guild: string): Promise<readonly Role[]>;
  /** What a member may there. */
  permissions(guild: string, found: FoundChannel, member: string): Promise<bigint>;
}

export const isThread = ({ type }: Channel): boolean => threads.has(type);

/**
 * Of many channels that are asked about at the same moment their server is asked once: a list of twenty would else be more
 * than Discord answers in time.
 */
export function createGuildLookup(rest: Rest): GuildLookup {
  const guild = onceAtATime(id => rest.request('get', Routes.guild(id), guildForm));
  // Without threads: https://docs.discord.com/developers/resources/guild#get-guild-channels
  const channels = onceAtATime(async id => {
    const all = await rest.request('get', Routes.guildChannels(id), channelsForm);
    return new Map<string, Channel>(all.map(channel => [channel.id, channel]));
  });
  const member = onceAtATime(key => {
    const [guildId = '', person = ''] = key.split('/');
    return rest.request('get', Routes.guildMember(guildId, person), memberForm);
  });

  return {
    async find(guildId, id) {
      const listed = await channels(guildId);
      const known = listed.get(id);
      if (known) return { channel: known, where: known };
      const channel = await rest.request('get', Routes.channel(id), channelForm);
      if (channel.guild_id !== guildId) return null;
      return { channel, where: isThread(channel) ? (listed.get(channel.parent_id ?? '') ?? null) : channel };
    },
    async roles(guildId) {
      return (await guild(guildId)).roles;
    },
    async permissions(guildId, { where }, person) {
      const [server, { roles }] = await Promise.all([guild(guildId), member(`${guildId}/${person}`)]);
      return where ? permissionsOf({ id: person, roles }, { ...server, id: guildId }, where) : 0n;
    },
  };
}

/** Who asks the same while an answer is on its way shares it. */
function onceAtATime<Value>(ask: (key: string) => Promise<Value>): (key: string) => Promise<Value> {
  const going = new Map<string, Promise<Value>>();
  return key => going.getOrInsertComputed(key, () => ask(key).finally(() => going.delete(key)));
}

const everything = ~0n;

/**
 * A role with the server's id is everyone's:
 * https://docs.discord.com/developers/topics/permissions#permission-overwrites
 */
export function permissionsOf(
  member: { id: string; roles: string[] },
  guild: Guild & { id: string },
  { permission_overwrites }: Pick<Channel, 'permission_overwrites'>,
): bigint {
  if (member.id === guild.owner_id) return everything;
  const granted = guild.roles
    .filter(({ id }) => id === guild.id || member.roles.includes(id))
    .reduce((sum, { permissions }) => sum | permissions, 0n);
  if ((granted & PermissionFlagsBits.Administrator) !== 0n) return everything;
  // First everyone's, then all of the roles together, then the member's own.
  const steps = [[guild.id], member.roles, [member.id]];
  return steps.reduce((may, ids) => {
    const own = permission_overwrites.filter(({ id }) => ids.includes(id));
    const denied = own.reduce((sum, { deny }) => sum | deny, 0n);
    const allowed = own.reduce((sum, { allow }) => sum | allow, 0n);
    return (may & ~denied) | allowed;
  }, granted);
}
