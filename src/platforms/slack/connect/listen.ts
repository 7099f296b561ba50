/** Receives chat requests and recovered channels from Slack, over Socket Mode or over HTTP on our own port. */
import type { RequestListener } from 'node:http';
import { App, type Receiver } from '@slack/bolt';
import { nameOfError } from '../../../util/errors/error-sentence.ts';
import type { Log } from '../../platform.ts';
import type { Proxies } from '../../platform-descriptor.ts';
import type { Clock } from '../../reconnect.ts';
import type { ChatListener } from '../listeners/receive.ts';
import { type ClientOptions, clientOptions } from './client.ts';
import { guardEnvelopes } from './envelopes.ts';
import { createHttpReceiver } from './http-receiver.ts';
import type { Identity } from './identity.ts';
import { createSocket, type Socket } from './socket.ts';

export interface ListenOptions extends ClientOptions {
  botToken: string;
  appToken?: string;
  signingSecret?: string;
  /** Returns milliseconds, to check request timestamps. */
  now: () => number;
  onRequestVerified: (rejection: string | null) => void;
  proxy?: Proxies | null | undefined;
  whoAmI: () => Promise<Identity>;
  /** Called with a channel that may work again, `T0123/C0456`. */
  onChannelRecovered: (channel: string) => void;
  /** Handles chat requests; without it they are ignored. */
  chatListener: ChatListener | undefined;
  log: Log;
  clock?: Clock | undefined;
  helloTimeout?: number | undefined;
}

interface Listener {
  /** Socket Mode: opens and closes the connection. */
  socket?: Socket;
  /** HTTP mode: handles POST /slack/events. */
  handler?: RequestListener;
}

/** Uses Socket Mode with an app token, else HTTP with a signing secret, else nothing: a bot token is enough to post. */
export function createListener(options: ListenOptions): Listener {
  if (options.appToken) {
    const socket = createSocket({ ...options, appToken: options.appToken });
    guardEnvelopes(socket.receiver, options.log);
    createApp(socket.receiver, options);
    return { socket };
  }
  if (options.signingSecret) {
    const { receiver, handler } = createHttpReceiver({ ...options, signingSecret: options.signingSecret });
    createApp(receiver, options);
    return { handler };
  }
  return {};
}

function createApp(receiver: Receiver, options: ListenOptions): void {
  const { whoAmI, onChannelRecovered, chatListener, botToken, log, logger, apiUrl, timeout } = options;
  const app = new App({
    receiver,
    logger,
    clientOptions: clientOptions({ apiUrl, logger, timeout }),
    // Without an identity, users still get the reason (origin.ts); the SDK would drop the request silently.
    authorize: async () => {
      const identity = await whoAmI().catch(() => null);
      return { botToken, ...(identity && { botId: identity.botId, botUserId: identity.botUserId }) };
    },
  });
  // Slack opens the link itself; the press only needs an acknowledgment.
  app.action({ type: 'block_actions', action_id: /^link:\d+$/ }, async ({ ack }) => ack());
  reportRecoveredChannels(app, whoAmI, onChannelRecovered);
  chatListener?.listen(app);
  app.error(async ({ code, original }) =>
    log.warn(
      { op: 'slack.receive', reason: nameOfError(original ?? { code }) },
      'could not handle a request from Slack',
    ),
  );
}

/**
 * Reports channels that may work again, because the bot was invited or the channel was unarchived: https://docs.slack.dev/reference/events/member_joined_channel,
 * …/channel_unarchive and …/group_unarchive
 */
function reportRecoveredChannels(
  app: App,
  whoAmI: () => Promise<Identity>,
  onChannelRecovered: (channel: string) => void,
): void {
  const report = async (channel: string) => onChannelRecovered(`${(await whoAmI()).team}/${channel}`);
  app.event('member_joined_channel', async ({ event, context }) => {
    if (event.user === context.botUserId) await report(event.channel);
  });
  for (const unarchived of ['channel_unarchive', 'group_unarchive'] as const) {
    app.event(unarchived, ({ event }) => report(event.channel));
  }
}
