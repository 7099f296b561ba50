/** Looks up a channel (`<guild>/<channel>`): who can see it, its name, and whether the bot can post there. */
import { ChannelType, PermissionFlagsBits, Routes } from 'discord.js';
import { z } from 'zod';
import { listOr } from '../../../util/lists.ts';
import { createNameCache } from '../../name-cache.ts';
import { PlatformError, type PostingProblem } from '../../platform.ts';
import { botUser } from '../connect/diagnose.ts';
import { createGuildLookup, type FoundChannel, isThread } from '../connect/guilds.ts';
import type { Rest } from '../connect/rest.ts';

/** Unknown guild, member and user. */
const unknownCodes = ['10004', '10007', '10013'];
/** Unknown channel, missing access. */
const hiddenCodes = ['10003', '50001'];

/** Its methods throw PlatformError only. */
interface ChannelInfo {
  /** Whether a person can see the channel. */
  isMember(address: string, person: string): Promise<boolean>;
  /** The reason why a person couldn't use these mentions in the channel themselves; null if they could. */
  findMentionProblem(address: string, person: string, mentions: readonly string[]): Promise<string | null>;
  /** The channel's name without `#`; null if it was deleted. */
  findChannelName(address: string): Promise<string | null>;
  findPostingProblem(address: string): Promise<PostingProblem | null>;
}

const { ViewChannel, SendMessages, SendMessagesInThreads, ManageThreads, MentionEveryone } = PermissionFlagsBits;

export function createChannelInfo(rest: Rest): ChannelInfo {
  const guilds = createGuildLookup(rest);
  const names = createNameCache();
  let botId: string | null = null;

  async function find(address: string): Promise<FoundChannel | null> {
    const found = await guilds.find(...split(address));
    if (found?.channel.name) names.set(address, found.channel.name);
    return found;
  }

  async function canSee(address: string, person: string): Promise<boolean> {
    const [guild, id] = split(address);
    const found = await find(address);
    if (!found) return false;
    const granted = await guilds.permissions(guild, found, person);
    if ((granted & ViewChannel) === 0n) return false;
    if (found.channel.type !== ChannelType.PrivateThread || (granted & ManageThreads) !== 0n) return true;
    await rest.request('get', Routes.threadMembers(id, person), z.unknown());
    return true;
  }

  async function hasPermission(address: string, person: string, permission: bigint): Promise<boolean> {
    const found = await find(address);
    return found !== null && ((await guilds.permissions(split(address)[0], found, person)) & permission) !== 0n;
  }

  /** The mentions that need a permission: `@everyone`, `@here` and roles that aren't mentionable, by their names. */
  async function restrictedMentions(guild: string, mentions: readonly string[]): Promise<string[]> {
    const isOfAll = (mention: string) => mention === '@everyone' || mention === '@here';
    const ids = mentions.flatMap(mention => /^<@&(\d+)>$/.exec(mention)?.[1] ?? []);
    const roles = ids.length > 0 ? await guilds.roles(guild) : [];
    const restrictedRoles = ids.flatMap(id => {
      const role = roles.find(one => one.id === id);
      return role?.mentionable ? [] : [role ? `@${role.name}` : `the role ${id}`];
    });
    return [...mentions.filter(isOfAll), ...restrictedRoles];
  }

  async function missingPermissions(address: string): Promise<string[]> {
    const found = await find(address);
    if (!found) return ['View Channel'];
    botId ??= (await rest.request('get', Routes.user(), botUser)).id;
    const granted = await guilds.permissions(split(address)[0], found, botId);
    const send = isThread(found.channel)
      ? { bit: SendMessagesInThreads, name: 'Send Messages in Threads' }
      : { bit: SendMessages, name: 'Send Messages' };
    return [{ bit: ViewChannel, name: 'View Channel' }, send].flatMap(({ bit, name }) => (granted & bit ? [] : [name]));
  }

  return {
    isMember: (address, person) => withFallback([...unknownCodes, ...hiddenCodes], canSee(address, person), false),
    async findMentionProblem(address, person, mentions) {
      const restricted = await restrictedMentions(split(address)[0], mentions);
      if (restricted.length === 0) return null;
      if (await withFallback([...unknownCodes, ...hiddenCodes], hasPermission(address, person, MentionEveryone), false))
        return null;
      return `You can’t use ${listOr(restricted)} here without the permission Mention @everyone, @here and All Roles. Leave it out, or ask someone with that permission to save the rule.`;
    },
    findChannelName: async address =>
      names.get(address) ??
      (await withFallback([...unknownCodes, ...hiddenCodes], find(address), null))?.channel.name ??
      null,
    async findPostingProblem(address) {
      const missing = await withFallback(hiddenCodes, missingPermissions(address), ['View Channel']);
      if (missing.length === 0) return null;
      const wanted = missing.join(' and ');
      return {
        text: `I can’t post here yet: in this channel’s settings, under Permissions, give Callboard’s role ${wanted}.`,
      };
    },
  };
}

function split(address: string): [guild: string, channel: string] {
  const [guild = '', channel = ''] = address.split('/');
  return [guild, channel];
}

/** Returns `fallback` if Discord responds with one of these error codes. */
async function withFallback<Value, Fallback>(
  codes: readonly string[],
  request: Promise<Value>,
  fallback: Fallback,
): Promise<Value | Fallback> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof PlatformError && codes.includes(error.code)) return fallback;
    throw error;
  }
}
