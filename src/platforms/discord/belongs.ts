/** Whether somebody sees a channel: https://docs.discord.com/developers/topics/permissions#permission-overwrites */
import { ChannelType, PermissionFlagsBits, Routes } from 'discord.js';
import { z } from 'zod';
import { PlatformError } from '../platform.ts';
import type { Rest } from './rest.ts';

const bits = z.coerce.bigint();
const channelForm = z.object({
  type: z.number(),
  guild_id: z.string().optional(),
  parent_id: z.string().nullish(),
  permission_overwrites: z.array(z.object({ id: z.string(), allow: bits, deny: bits })).default([]),
});
const channelsForm = z.array(channelForm.extend({ id: z.string() }));
const guildForm = z.object({ owner_id: z.string(), roles: z.array(z.object({ id: z.string(), permissions: bits })) });
const memberForm = z.object({ roles: z.array(z.string()) });

type Guild = z.output<typeof guildForm>;
type Channel = z.output<typeof channelForm>;

const threads = new Set([ChannelType.PublicThread, ChannelType.PrivateThread, ChannelType.AnnouncementThread]);
/** Unknown channel, guild, member and user; missing access. */
const absent = new Set(['10003', '10004', '10007', '10013', '50001']);

/**
 * Asks whether somebody sees the channel `<guild>/<channel>`; throws PlatformError only. Of many channels that are asked
 * about at the same moment their server is asked once: a list of twenty would else be more than Discord answers in time.
 */
export function createBelongs(rest: Rest): (address: string, person: string) => Promise<boolean> {
  const guild = onceAtATime(id => rest.request('get', Routes.guild(id), guildForm));
  // Without threads: https://docs.discord.com/developers/resources/guild#get-guild-channels
  const channels = onceAtATime(async id => {
    const all = await rest.request('get', Routes.guildChannels(id), channelsForm);
    return new Map(all.map(channel => [channel.id, channel]));
  });
  const member = onceAtATime(key => {
    const [guildId = '', person = ''] = key.split('/');
    return rest.request('get', Routes.guildMember(guildId, person), memberForm);
  });

  async function sees(guildId: string, channelId: string, person: string): Promise<boolean> {
    const [server, listed, { roles }] = await Promise.all([
      guild(guildId),
      channels(guildId),
      member(`${guildId}/${person}`),
    ]);
    const channel = listed.get(channelId) ?? (await rest.request('get', Routes.channel(channelId), channelForm));
    if (!listed.has(channelId) && channel.guild_id !== guildId) return false;
    const where = threads.has(channel.type) ? listed.get(channel.parent_id ?? '') : channel;
    if (!where) return false;
    const may = permissionsOf({ id: person, roles }, { ...server, id: guildId }, where);
    if ((may & PermissionFlagsBits.ViewChannel) === 0n) return false;
    if (channel.type !== ChannelType.PrivateThread || (may & PermissionFlagsBits.ManageThreads) !== 0n) return true;
    await rest.request('get', Routes.threadMembers(channelId, person), z.unknown());
    return true;
  }

  return async (address, person) => {
    const [guildId = '', channelId = ''] = address.split('/');
    try {
      return await sees(guildId, channelId, person);
    } catch (error) {
      if (error instanceof PlatformError && absent.has(error.code)) return false;
      throw error;
    }
  };
}

/** Who asks the same while an answer is on its way shares it. */
function onceAtATime<Value>(ask: (key: string) => Promise<Value>): (key: string) => Promise<Value> {
  const going = new Map<string, Promise<Value>>();
  return key => going.getOrInsertComputed(key, () => ask(key).finally(() => going.delete(key)));
}

const everything = ~0n;

/** A role with the server's id is everyone's. */
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
