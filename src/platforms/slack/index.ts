/** The Slack platform: posts with a bot token, and receives chat requests over Socket Mode or HTTP. */
import type { RequestListener } from 'node:http';
import { webApi } from '@slack/bolt';
import type { ChatHandler } from '../chat-protocol.ts';
import type { Log, Platform } from '../platform.ts';
import type { Proxies } from '../platform-descriptor.ts';
import type { Clock } from '../reconnect.ts';
import { clientOptions } from './connect/client.ts';
import { compareClocks } from './connect/compare-clocks.ts';
import { diagnose } from './connect/diagnose.ts';
import { identify, rememberIdentity } from './connect/identity.ts';
import { createListener } from './connect/listen.ts';
import { sdkLogger, withoutTokens } from './connect/sdk-log.ts';
import { createChatListener } from './listeners/receive.ts';
import { createUserDirectory } from './listeners/users.ts';
import { MESSAGE_INTERVAL } from './message/limits.ts';
import { findBroadMentionProblem, isBroadMention } from './message/mention.ts';
import { parseAddress } from './post/address.ts';
import { createChannels } from './post/channel-info.ts';
import { createPoster } from './post/post.ts';
import { createSlackRateLimits } from './post/rate-limits.ts';

export interface SlackOptions {
  /** `xoxb-…`; enough to post. */
  botToken: string;
  /** `xapp-…`; receive over Socket Mode. */
  appToken?: string;
  /** Receive over HTTP when there is no app token; mount `handler` at /slack/events. */
  signingSecret?: string;
  /** The clock that request timestamps are checked with, in milliseconds; default: Date.now. */
  now?: () => number;
  /** Base URL of the Web API; default: `https://slack.com/api/`. */
  apiUrl?: string;
  /** Request timeout in milliseconds; default: 10,000. */
  timeout?: number;
  /** Number of processes that post with this token; default: 1. */
  processes?: (() => number) | undefined;
  /** Milliseconds between two messages in a channel; default: 1,000; 0 for no limit. */
  interval?: number;
  /** The proxies for Socket Mode's connection; requests use the process's own. */
  proxy?: Proxies | null;
  /** Called with the reason when a request's signature is rejected; with null for the first accepted one, at start or after a rejection. */
  onRequestVerified?: (rejection: string | null) => void;
  /** Called with a channel that may work again (`T0123/C0456`): the bot was invited, or the channel was unarchived. */
  onChannelRecovered?: (channel: string) => void;
  /** Handles chat requests; without it they are ignored. */
  handleChat?: ChatHandler;
  /** The clock for Socket Mode's reconnects. */
  clock?: Clock;
  /** Milliseconds that a Socket Mode connection may take until Slack says hello; default: 30 s. */
  helloTimeout?: number;
  log: Log;
}

/** `handler` exists in HTTP mode: a node request listener that verifies Slack's signature on the raw body itself. */
type SlackPlatform = Platform & { handler?: RequestListener };

export function createSlack(options: SlackOptions): SlackPlatform {
  const { botToken, appToken, signingSecret, apiUrl, timeout, interval = MESSAGE_INTERVAL } = options;
  const { onChannelRecovered = () => {}, now = Date.now, onRequestVerified = () => {} } = options;
  const log = withoutTokens(options.log);
  const slackClock = compareClocks(now);
  const logger = sdkLogger(log);
  const client = new webApi.WebClient(botToken, clientOptions({ apiUrl, logger, timeout, dated: slackClock.dated }));
  const whoAmI = rememberIdentity(client);
  const rateLimits = createSlackRateLimits(interval, options.processes);
  const channels = createChannels(client);
  const users = createUserDirectory(client, reason =>
    log.warn({ op: 'slack.person', reason }, "could not look up a person; they can't change anything for now"),
  );
  const chatListener =
    options.handleChat && createChatListener({ handleChat: options.handleChat, client, users, whoAmI, log });
  const { clock, helloTimeout, proxy } = options;
  const { socket, handler } = createListener({
    ...{
      botToken,
      appToken,
      signingSecret,
      now,
      onRequestVerified,
      apiUrl,
      timeout,
      log,
      logger,
      whoAmI,
      onChannelRecovered,
      chatListener,
    },
    ...{ clock, helloTimeout, proxy },
  });

  /** Null for one of another workspace. */
  async function ourChannel(address: string): Promise<string | null> {
    const { team } = await whoAmI();
    const parsed = parseAddress(address);
    return parsed?.team === team ? parsed.channel : null;
  }

  return {
    name: 'slack',
    readyAt: (channel, edited) =>
      edited === undefined ? rateLimits.readyAt(channel, Date.now()) : rateLimits.edits.reserve(channel, Date.now()),
    isReady: channel => rateLimits.isReady(channel, Date.now()),
    async start() {
      const { botName, teamName } = await whoAmI();
      log.info({ op: 'slack.signIn', bot: botName, workspace: teamName }, 'signed in to Slack');
      // Posting needs no socket, so its connection isn't awaited.
      socket?.start();
    },
    async stop() {
      await socket?.stop();
      await chatListener?.idle();
    },
    ...createPoster(client, whoAmI, rateLimits),
    async probe() {
      await identify(client);
    },
    async isMember(address, user) {
      const channel = await ourChannel(address);
      return channel !== null && channels.isMember(channel, user);
    },
    async findMentionProblem(_address, user, mentions) {
      const broad = mentions.filter(isBroadMention);
      return broad.length === 0
        ? null
        : findBroadMentionProblem(await users.find(user, '', (await whoAmI()).team), broad);
    },
    async findChannelName(address) {
      const channel = await ourChannel(address);
      return channel === null ? null : channels.findChannelName(channel);
    },
    async findPostingProblem(address) {
      const channel = await ourChannel(address);
      return channel === null ? null : channels.findPostingProblem(channel, (await whoAmI()).botName);
    },
    diagnose: () => diagnose({ client, appToken, ahead: slackClock.ahead }),
    ...(handler && { handler }),
  };
}
