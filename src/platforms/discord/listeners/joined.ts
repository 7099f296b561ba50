/** Greets a server to which the bot was added. */
import { ChannelType, type Client, Events, type Guild, MessageFlags, PermissionFlagsBits, Routes } from 'discord.js';
import { z } from 'zod';
import type { ChatHandler, ChatUser } from '../../chat-protocol.ts';
import type { Log } from '../../platform.ts';
import type { Rest } from '../connect/rest.ts';
import { classify } from '../post/errors.ts';
import { renderReply } from './reply.ts';
import { authorMark } from './signed-controls.ts';

const posted = z.object({ id: z.string() });

const { ViewChannel, SendMessages } = PermissionFlagsBits;

interface GreetOptions {
  handleChat: ChatHandler;
  rest: Rest;
  /** The bot's token, for the marks of signed-controls.ts. */
  token: string;
  log: Log;
}

/**
 * Greets each new server. discord.js emits `guildCreate` only if the bot was added while it was connected, not after an
 * outage and not when it connects: https://discord.js.org/docs/packages/discord.js/14.22.1/Client:Class#guildCreate
 */
export function greetNewServers(client: Client, { handleChat, rest, token, log }: GreetOptions): void {
  client.on(Events.GuildCreate, guild => {
    greet(guild).catch((error: unknown) =>
      log.warn(
        { op: 'discord.greet', server: guild.id, reason: classify(error).message },
        'could not post a greeting; /callboard still works',
      ),
    );
  });

  async function greet(guild: Guild): Promise<void> {
    const channel = channelToGreetIn(guild);
    if (!channel) {
      return log.info(
        { op: 'discord.greet', server: guild.id },
        "added to a server where the bot can't post in any channel",
      );
    }
    const me: ChatUser = { id: client.user?.id ?? '', name: client.user?.username ?? '', manager: false, admin: false };
    const context = { by: me, channel: `${guild.id}/${channel}`, workspace: guild.id } as const;
    const answer = await handleChat({ ...context, input: { is: 'joined' } });
    if (answer.is !== 'reply') return;
    const rendered = renderReply(answer);
    const components = authorMark(token, context.channel).apply(rendered.components);
    const body = { ...rendered, components, flags: MessageFlags.IsComponentsV2 };
    try {
      await rest.request('post', Routes.channelMessages(channel), posted, { body });
    } catch (error) {
      await handleChat({ ...context, input: { is: 'greeting-failed' } });
      throw error;
    }
  }
}

/**
 * Finds the channel for the greeting: the server's system channel, otherwise its uppermost text channel. Null if the bot
 * can post in none.
 */
function channelToGreetIn(guild: Guild): string | null {
  const { me } = guild.members;
  if (!me) return null;
  const texts = guild.channels.cache
    .filter(channel => channel.type === ChannelType.GuildText)
    .filter(channel => channel.permissionsFor(me).has([ViewChannel, SendMessages]));
  const system = guild.systemChannelId !== null && texts.get(guild.systemChannelId);
  return (system || texts.sorted((one, other) => one.rawPosition - other.rawPosition).first())?.id ?? null;
}
