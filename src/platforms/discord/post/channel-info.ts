/** What is asked of a channel, `<guild>/<channel>`: who sees it, what it is called, and whether the bot can post there. */
import { ChannelType, PermissionFlagsBits, Routes } from 'discord.js';
import { z } from 'zod';
import { createNames } from '../../name-cache.ts';
import { PlatformError, type PostingProblem } from '../../platform.ts';
import { botUser } from '../connect/diagnose.ts';
import { createGuildLookup, type FoundChannel, isThread } from '../connect/guilds.ts';
import type { Rest } from '../connect/rest.ts';

/** Unknown guild, member and user. */
const unknown = ['10004', '10007', '10013'];
/** Unknown channel, missing access. */
const hidden = ['10003', '50001'];

/** All of it throws PlatformError only. */
export interface ChannelInfo {
  /** Whether somebody sees the channel. */
  isMember(address: string, person: string): Promise<boolean>;
  /** Why somebody could not use these mentions in the channel themselves; null when they could. */
  findMentionProblem(address: string, person: string, mentions: readonly string[]): Promise<string | null>;
  /** Without `#`; null for one that is gone. */
  findChannelName(address: string): Promise<string | null>;
  findPostingProblem(address: string): Promise<PostingProblem | null>;
}

const { ViewChannel, SendMessages, SendMessagesInThreads, ManageThreads, MentionEveryone } = PermissionFlagsBits;

export function createChannelInfo(rest: Rest): ChannelInfo {
  const servers = createGuildLookup(rest);
  const names = createNames();
  let botId: string | null = null;

  async function find(address: string): Promise<FoundChannel | null> {
    const found = await servers.find(...split(address));
    if (found?.channel.name) names.learn(address, found.channel.name);
    return found;
  }

  async function sees(address: string, person: string): Promise<boolean> {
    const [guild, id] = split(address);
    const found = await find(address);
    if (!found) return false;
    const may = await servers.permissions(guild, found, person);
    if ((may & ViewChannel) === 0n) return false;
    if (found.channel.type !== ChannelType.PrivateThread || (may & ManageThreads) !== 0n) return true;
    await rest.request('get', Routes.threadMembers(id, person), z.unknown());
    return true;
  }

  async function may(address: string, person: string, permission: bigint): Promise<boolean> {
    const found = await find(address);
    return found !== null && ((await servers.permissions(split(address)[0], found, person)) & permission) !== 0n;
  }

  /** `@everyone`, `@here` and roles that are not mentionable, as people read them. */
  async function broadOf(guild: string, mentions: readonly string[]): Promise<string[]> {
    const isOfAll = (mention: string) => mention === '@everyone' || mention === '@here';
    const ids = mentions.flatMap(mention => /^<@&(\d+)>$/.exec(mention)?.[1] ?? []);
    const roles = ids.length > 0 ? await servers.roles(guild) : [];
    const closed = ids.flatMap(id => {
      const role = roles.find(one => one.id === id);
      return role?.mentionable ? [] : [role ? `@${role.name}` : `the role ${id}`];
    });
    return [...mentions.filter(isOfAll), ...closed];
  }

  async function missingHere(address: string): Promise<string[]> {
    const found = await find(address);
    if (!found) return ['View Channel'];
    botId ??= (await rest.request('get', Routes.user(), botUser)).id;
    const may = await servers.permissions(split(address)[0], found, botId);
    const send = isThread(found.channel)
      ? { bit: SendMessagesInThreads, name: 'Send Messages in Threads' }
      : { bit: SendMessages, name: 'Send Messages' };
    return [{ bit: ViewChannel, name: 'View Channel' }, send].flatMap(({ bit, name }) => (may & bit ? [] : [name]));
  }

  return {
    isMember: (address, person) => unless([...unknown, ...hidden], sees(address, person), false),
    async findMentionProblem(address, person, mentions) {
      const broad = await broadOf(split(address)[0], mentions);
      if (broad.length === 0) return null;
      if (await unless([...unknown, ...hidden], may(address, person, MentionEveryone), false)) return null;
      return `You can’t use ${broad.join(' or ')} here: that needs the Mention Everyone permission. Leave it out, or ask someone with that permission to save the rule.`;
    },
    findChannelName: async address =>
      names.get(address) ?? (await unless([...unknown, ...hidden], find(address), null))?.channel.name ?? null,
    async findPostingProblem(address) {
      const missing = await unless(hidden, missingHere(address), ['View Channel']);
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

/** `none` when Discord answers with one of these codes. */
async function unless<Value, None>(
  codes: readonly string[],
  asking: Promise<Value>,
  none: None,
): Promise<Value | None> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof PlatformError && codes.includes(error.code)) return none;
    throw error;
  }
}
