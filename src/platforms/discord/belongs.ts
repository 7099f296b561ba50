/** Whether somebody sees a channel: https://docs.discord.com/developers/topics/permissions#permission-overwrites */
import { ChannelType, PermissionFlagsBits, Routes } from 'discord.js';
import { z } from 'zod';
import { PlatformError } from '../platform.ts';
import type { Rest } from './rest.ts';

const bits = z.coerce.bigint();
const guildForm = z.object({ owner_id: z.string(), roles: z.array(z.object({ id: z.string(), permissions: bits })) });
const memberForm = z.object({ roles: z.array(z.string()) });
const channelForm = z.object({
  type: z.number(),
  guild_id: z.string(),
  parent_id: z.string().nullish(),
  permission_overwrites: z.array(z.object({ id: z.string(), allow: bits, deny: bits })).default([]),
});

type Guild = z.output<typeof guildForm>;
type Channel = z.output<typeof channelForm>;

const threads = new Set([ChannelType.PublicThread, ChannelType.PrivateThread, ChannelType.AnnouncementThread]);
/** Unknown channel, guild, member and user; missing access. */
const absent = new Set(['10003', '10004', '10007', '10013', '50001']);

/** `address` is `<guild>/<channel>`. Throws PlatformError only. */
export async function belongs(rest: Rest, address: string, person: string): Promise<boolean> {
  const [guildId = '', channelId = ''] = address.split('/');
  try {
    const channel = await rest.request('get', Routes.channel(channelId), channelForm);
    if (channel.guild_id !== guildId) return false;
    const guild = await rest.request('get', Routes.guild(guildId), guildForm);
    const { roles } = await rest.request('get', Routes.guildMember(guildId, person), memberForm);
    const where = threads.has(channel.type) && channel.parent_id ? await parentOf(rest, channel.parent_id) : channel;
    const may = permissionsOf({ id: person, roles }, { ...guild, id: guildId }, where);
    if ((may & PermissionFlagsBits.ViewChannel) === 0n) return false;
    if (channel.type !== ChannelType.PrivateThread || (may & PermissionFlagsBits.ManageThreads) !== 0n) return true;
    await rest.request('get', Routes.threadMembers(channelId, person), z.unknown());
    return true;
  } catch (error) {
    if (error instanceof PlatformError && absent.has(error.code)) return false;
    throw error;
  }
}

const parentOf = (rest: Rest, id: string) => rest.request('get', Routes.channel(id), channelForm);

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
