/** Slack, connected. */
import type { RequestListener } from 'node:http';
import { webApi } from '@slack/bolt';
import type { ChatHandler } from '../chat-protocol.ts';
import type { Log, Platform } from '../platform.ts';
import type { Clock } from '../reconnect.ts';
import { clientOptions } from './connect/client.ts';
import { compareClocks } from './connect/compare-clocks.ts';
import { diagnose } from './connect/diagnose.ts';
import { identify, rememberIdentity } from './connect/identity.ts';
import { createListener } from './connect/listen.ts';
import { sdkLogger, withoutTokens } from './connect/sdk-log.ts';
import type { Proxies } from './connect/socket.ts';
import { slack } from './descriptor.ts';
import { createTalk } from './listeners/receive.ts';
import { createPeople } from './listeners/users.ts';
import { MESSAGE_INTERVAL } from './message/limits.ts';
import { isBroad, whyNotBroad } from './message/mention.ts';
import { parseAddress } from './post/address.ts';
import { createChannels } from './post/channel-info.ts';
import { createPoster } from './post/post.ts';
import { createSlackPace } from './post/rate-limits.ts';

export interface SlackOptions {
  /** `xoxb-…`: enough to post. */
  botToken: string;
  /** `xapp-…`: listen by Socket Mode. */
  appToken?: string;
  /** Listen by HTTP, when there is no app token: mount `handler` at /slack/events. */
  signingSecret?: string;
  /** The clock that requests are dated by, milliseconds; the machine's when not given. */
  now?: () => number;
  /** Base of the Web API, `https://slack.com/api/` when not given. */
  apiUrl?: string;
  /** Milliseconds until a request is given up; 10,000 when not given. */
  timeout?: number;
  /** How many processes post with this token; one when not given. */
  processes?: (() => number) | undefined;
  /** Milliseconds from one message in a channel to the next; a second when not given, 0 for no pace. */
  interval?: number;
  /** The proxies that Socket Mode's connection goes through; requests go through the process's. */
  proxy?: Proxies | null;
  /** Told why a request's signature was rejected; null: the first that was taken, at all or after that. */
  onRequestVerified?: (rejection: string | null) => void;
  /** Told of a channel that may work again, `T0123/C0456`, when somebody has fixed it. */
  onChannelRecovered?: (channel: string) => void;
  /** Asked what people want from chat; without it nothing is answered. */
  handleChat?: ChatHandler;
  /** The clock of Socket Mode's reconnects. */
  clock?: Clock;
  log: Log;
}

/** `handler` exists in HTTP mode: a node request listener that verifies Slack's signature on the raw body itself. */
export type SlackPlatform = Platform & { handler?: RequestListener };

export function createSlack(options: SlackOptions): SlackPlatform {
  const { botToken, appToken, signingSecret, apiUrl, timeout, interval = MESSAGE_INTERVAL } = options;
  const { onChannelRecovered = () => {}, now = Date.now, onRequestVerified = () => {} } = options;
  const log = withoutTokens(options.log);
  const slackClock = compareClocks(now);
  const logger = sdkLogger(log);
  const client = new webApi.WebClient(botToken, clientOptions({ apiUrl, logger, timeout, dated: slackClock.dated }));
  const whoAmI = rememberIdentity(client);
  const pace = createSlackPace(interval, options.processes);
  const channels = createChannels(client);
  const people = createPeople(client, reason =>
    log.warn({ op: 'slack.person', reason }, "could not look up a person; they can't change anything for now"),
  );
  const talk = options.handleChat && createTalk({ handleChat: options.handleChat, client, people, whoAmI, log });
  const { clock, proxy } = options;
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
      talk,
    },
    ...{ clock, proxy },
  });

  /** Null for one of another workspace. */
  async function ourChannel(address: string): Promise<string | null> {
    const { team } = await whoAmI();
    const parsed = parseAddress(address);
    return parsed?.team === team ? parsed.channel : null;
  }

  return {
    name: slack.name,
    readyAt: channel => pace.readyAt(channel, Date.now()),
    async start() {
      const { botName, teamName } = await whoAmI();
      log.info({ op: 'slack.signIn', bot: botName, workspace: teamName }, 'signed in to Slack');
      // Posting needs no socket: whether and when it connects is not waited for.
      socket?.start();
    },
    async stop() {
      await socket?.stop();
      await talk?.idle();
    },
    ...createPoster(client, whoAmI, pace),
    async probe() {
      await identify(client);
    },
    async isMember(address, person) {
      const channel = await ourChannel(address);
      return channel !== null && channels.isMember(channel, person);
    },
    async findMentionProblem(_address, person, mentions) {
      const broad = mentions.filter(isBroad);
      return broad.length === 0 ? null : whyNotBroad(await people.find(person, '', (await whoAmI()).team), broad);
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
