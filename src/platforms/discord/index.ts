/** The running Discord platform: posting, listening and looking up channels with one bot token. */
import { Routes } from 'discord.js';
import type { ChatHandler, SavedForms } from '../chat-protocol.ts';
import type { HttpHandler, Log, Platform } from '../platform.ts';
import type { Clock } from '../reconnect.ts';
import { botUser, diagnose } from './connect/diagnose.ts';
import { createListener } from './connect/listen.ts';
import { registerCommands } from './connect/register.ts';
import { createRest } from './connect/rest.ts';
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
  /** 64 hex digits. With it, interactions arrive over HTTP and no gateway is opened: mount `handler` at /discord/interactions. */
  publicKey?: string | undefined;
  /** Whether requests go through a proxy, which discord.js's gateway can't. */
  isProxied?: boolean | undefined;
  /** Base URL of the API without its version; default `https://discord.com/api`. */
  apiUrl?: string | undefined;
  /** How many processes use this token; default 1. */
  processes?: (() => number) | undefined;
  /** Milliseconds before a request times out; default 15,000. */
  timeout?: number | undefined;
  /** Called with a channel (`<guild>/<channel>`) or a whole server (`<guild>/`) that may work again. */
  onChannelRecovered?: ((channelPrefix: string) => void) | undefined;
  /** Answers chat requests, and stores saved forms. Without both, the bot handles no interaction. */
  handleChat?: ChatHandler | undefined;
  forms?: SavedForms | undefined;
  /** Milliseconds to wait for an answer before the reply is deferred; default 2,000. */
  deferAfter?: number | undefined;
  /** The clock of the gateway's reconnects. */
  clock?: Clock | undefined;
  log: Log;
}

/** `handler` exists only with a public key. It verifies Discord's signature on the raw body. */
type DiscordPlatform = Platform & { handler?: HttpHandler };

/** Creates the platform without connecting. Throws when `publicKey` isn't a public key. */
export function createDiscord(options: DiscordOptions): DiscordPlatform {
  const { log, onChannelRecovered = () => {} } = options;
  const rateLimits = createDiscordRateLimits(options.processes);
  const rest = createRest({ ...options, rateLimits });
  const { handleChat, forms } = options;
  const { attach, receive } =
    handleChat && forms ? createReceiver({ ...options, handleChat, forms, rest }) : disabledReceiver;
  const inbound = createListener({ ...options, onChannelRecovered, attach, receive });
  const stopping = new AbortController();
  return {
    name: 'discord',
    readyAt: (channel, edited) =>
      rateLimits.readyAt({ channel: channelOf(channel), edited: edited ?? null }, Date.now()),
    isReady: channel => rateLimits.isReady(channelOf(channel), Date.now()),
    async start() {
      try {
        const { username } = await rest.request('get', Routes.user(), botUser);
        log.info({ op: 'discord.signIn', user: username }, 'signed in to Discord');
      } catch (error) {
        const problem = classify(error);
        if (problem.kind === 'token') throw problem;
        log.warn(
          { op: 'discord.signIn', reason: problem.message },
          'could not sign in to Discord; messages stay queued until it responds',
        );
      }
      if (options.handleChat) void registerCommands(rest, log, stopping.signal);
    },
    async stop() {
      stopping.abort();
      if ('listener' in inbound) await inbound.listener.close();
    },
    ...inbound,
    ...createPoster(rest, options.token),
    async probe() {
      await rest.request('get', Routes.user(), botUser);
    },
    ...createChannelInfo(rest),
    diagnose: () => diagnose(rest, options),
  };
}
