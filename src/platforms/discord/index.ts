/** Discord, connected. */
import { Routes } from 'discord.js';
import type { ChatHandler, SavedForms } from '../chat-protocol.ts';
import type { HttpHandler, Log, Platform } from '../platform.ts';
import type { Clock } from '../reconnect.ts';
import { botUser, diagnose } from './connect/diagnose.ts';
import { createListener } from './connect/listen.ts';
import { registerCommands } from './connect/register.ts';
import { createRest } from './connect/rest.ts';
import { discord } from './descriptor.ts';
import { createReceiver, disabledReceiver } from './listeners/receive.ts';
import { channelOf } from './message/mention.ts';
import { createChannelInfo } from './post/channel-info.ts';
import { classify } from './post/errors.ts';
import { createPoster } from './post/post.ts';
import { createDiscordRateLimits } from './post/rate-limits.ts';

export interface DiscordOptions {
  /** The bot's token: enough to post. */
  token: string;
  applicationId?: string | undefined;
  /** Listen by HTTP and open no gateway: mount `handler` at /discord/interactions. 64 hex digits. */
  publicKey?: string | undefined;
  /** Whether requests go through a proxy, which discord.js's gateway can't. */
  isProxied?: boolean | undefined;
  /** Base of the API without its version, `https://discord.com/api` when not given. */
  apiUrl?: string | undefined;
  /** How many processes use this token; one when not given. */
  processes?: (() => number) | undefined;
  /** Milliseconds until a request is given up; 15,000 when not given. */
  timeout?: number | undefined;
  /** Told of a channel (`<guild>/<channel>`) or a whole server (`<guild>/`) that may work again. */
  onChannelRecovered?: ((channelPrefix: string) => void) | undefined;
  /** ParsedInteraction what people want from chat, with where forms wait; without both nothing is answered. */
  handleChat?: ChatHandler | undefined;
  forms?: SavedForms | undefined;
  /** Milliseconds to wait for an answer before Discord is told that it comes later; 2,000 when not given. */
  patience?: number | undefined;
  /** The clock of the gateway's reconnects. */
  clock?: Clock | undefined;
  log: Log;
}

/** `handler` exists with a public key: it verifies Discord's signature on the raw body. */
export type DiscordPlatform = Platform & { handler?: HttpHandler };

/** Throws when `publicKey` is none. */
export function createDiscord(options: DiscordOptions): DiscordPlatform {
  const { log, onChannelRecovered = () => {} } = options;
  const pace = createDiscordRateLimits(options.processes);
  const rest = createRest({ ...options, pace });
  const { handleChat, forms } = options;
  const { attach, receive } =
    handleChat && forms ? createReceiver({ ...options, handleChat, forms, rest }) : disabledReceiver;
  const listening = createListener({ ...options, onChannelRecovered, attach, receive });
  const stopping = new AbortController();
  return {
    name: discord.name,
    readyAt: channel => pace.readyAt(channelOf(channel), Date.now()),
    async start() {
      try {
        const { username } = await rest.request('get', Routes.user(), botUser);
        log.info({ op: 'discord.signIn', user: username }, 'signed in to Discord');
      } catch (error) {
        const problem = classify(error);
        if (problem.kind === 'token') throw problem;
        log.warn(
          { op: 'discord.signIn', reason: problem.message },
          'could not sign in to Discord; its messages wait until it responds',
        );
      }
      if (options.handleChat) void registerCommands(rest, log, stopping.signal);
    },
    async stop() {
      stopping.abort();
      if ('listener' in listening) await listening.listener.close();
    },
    ...listening,
    ...createPoster(rest),
    async probe() {
      await rest.request('get', Routes.user(), botUser);
    },
    ...createChannelInfo(rest),
    diagnose: () => diagnose(rest, options),
  };
}
