import {
  Client,
  DiscordjsError,
  DiscordjsErrorCodes,
  Events,
  GatewayIntentBits,
  SimpleShardingStrategy,
} from 'discord.js';
import { nameOfError, sentenceOf } from '../../../util/errors/error-sentence.ts';
import { networkReason } from '../../../util/errors/network-reason.ts';
import { type Log, PlatformError } from '../../platform.ts';
import { type Clock, createReconnect, type Reconnect, realClock } from '../../reconnect.ts';
import { closeTable } from '../post/error-table.ts';
import { reportRecoveredChannels } from './channel-recovered.ts';
import { guardedOptions, guardPackets, type Manager } from './gateway-guard.ts';
import { makeRequest } from './rest.ts';

export interface Gateway {
  close(): Promise<void>;
}

export interface GatewayOptions {
  token: string;
  apiUrl?: string | undefined;
  /** Called with a channel (`<guild>/<channel>`) or a whole server (`<guild>/`) that may work again. */
  onChannelRecovered: (channelPrefix: string) => void;
  /** Adds the listeners for interactions and new servers. */
  attach: (client: Client) => void;
  log: Log;
  clock?: Clock | undefined;
}

/**
 * Milliseconds added before each reconnect of discord.js, which itself waits half a second. A bot has 1,000 logins a day
 * (https://docs.discord.com/developers/events/gateway#session-start-limit-object); these waits use at most 288.
 */
const reconnectDelays = [0, 0, 1_000, 5_000, 15_000, 60_000, 300_000];

/** Milliseconds before the n-th retry of a login that failed. */
const loginDelay = (attempt: number) => Math.min(60_000, 1000 * 2 ** attempt);
/** The shortest wait in milliseconds before the login that follows a fault in discord.js. */
const faultDelay = 1000;
/** Milliseconds before the next login after Discord rejected the bot itself; a bot has 1,000 logins a day. */
const rejectedDelay = 300_000;
/** Milliseconds that closing waits for a login in progress, which discord.js can't cancel. */
const closeTimeout = 1000;

/**
 * Keeps a discord.js client connected to the gateway, in the background: https://docs.discord.com/developers/events/gateway
 * discord.js reconnects a broken connection; this function retries a failed login, and logs in again when discord.js
 * fails. It never throws, because posting works without the gateway.
 */
export function openGateway(options: GatewayOptions): Gateway {
  const { token, log, clock = realClock } = options;
  const reconnect = createReconnect(reconnectDelays, clock);
  let closed = false;
  let client: Client | undefined;
  let destroyed = new AbortController();
  let login = Promise.resolve();
  let waiting = new AbortController();

  async function connect(attempt: number): Promise<void> {
    await destroy();
    if (closed) return;
    const ending = new AbortController();
    destroyed = ending;
    const isOver = () => closed || ending.signal.aborted;
    const current = createClient(options, { reconnect, destroyed: ending.signal, onFault });
    client = current;
    current.on(Events.ShardDisconnect, ({ code }) => {
      if (isOver()) return;
      const minutes = rejectedDelay / 60_000;
      const [cause, fix] = closeTable[code] ?? ['Discord closed the gateway connection'];
      const reason = sentenceOf(cause, fix);
      log.error(
        { op: 'discord.connect', code, reason },
        `the gateway closed the connection; commands and buttons don't work; retrying in ${minutes} min`,
      );
      connectIn(rejectedDelay, 0);
    });
    try {
      await current.login(token);
    } catch (error) {
      if (isOver()) return;
      const rejected = isTokenError(error);
      const retryAfter = error instanceof PlatformError ? (error.retryAfter ?? 0) : 0;
      const wait = rejected ? rejectedDelay : Math.max(retryAfter, loginDelay(attempt));
      if (rejected)
        log.error(
          { op: 'discord.connect' },
          "Discord rejected DISCORD_TOKEN; commands and buttons won't work until it's fixed",
        );
      else
        log.warn(
          {
            op: 'discord.connect',
            reason: error instanceof PlatformError ? error.message : networkReason(codeOf(error)),
          },
          `could not reach the gateway; retrying in ${wait / 1000} s`,
        );
      connectIn(wait, attempt + 1);
    }

    /** discord.js doesn't reconnect after an error that it doesn't expect. */
    function onFault(error: unknown): void {
      if (isOver()) return;
      const wait = Math.max(faultDelay, reconnect.ended().wait);
      log.warn(
        { op: 'discord.connect', reason: nameOfError(error) },
        `the gateway client failed; logging in again in ${wait / 1000} s`,
      );
      connectIn(wait, 0);
    }
  }

  /** Ends the client. discord.js alone would continue a reconnect that is waiting. */
  async function destroy(): Promise<void> {
    destroyed.abort();
    await client?.destroy();
  }

  /** Ends the client now, and logs in with a new one after these milliseconds. */
  function connectIn(wait: number, attempt: number): void {
    waiting.abort();
    if (closed) return;
    void destroy();
    waiting = new AbortController();
    const { signal } = waiting;
    void clock.wait(wait, signal).then(() => {
      if (!signal.aborted) login = connect(attempt);
    });
  }

  login = connect(0);
  return {
    async close() {
      closed = true;
      waiting.abort();
      const { promise: waited, resolve } = Promise.withResolvers<void>();
      const limit = setTimeout(resolve, closeTimeout);
      await Promise.race([login, waited]);
      clearTimeout(limit);
      await destroy();
    },
  };
}

/** A client's connection to openGateway(). */
interface Lifetime {
  /** The waits, which all clients share. */
  reconnect: Reconnect;
  /** Aborted when the client ends. */
  destroyed: AbortSignal;
  onFault: (error: unknown) => void;
}

function createClient(options: GatewayOptions, lifetime: Lifetime): Client {
  const { apiUrl, onChannelRecovered, attach, log } = options;
  const { slow, watch } = slowReconnects(options, lifetime);
  const { ws } = guardedOptions(log, lifetime.onFault);
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    // openGateway() retries the login. Without these options the client repeats a rejected one itself, at once if Discord names no wait.
    rest: { retries: 0, rejectOnRateLimit: () => true, makeRequest, ...(apiUrl && { api: apiUrl }) },
    ws: { ...ws, buildStrategy: manager => ws.buildStrategy?.(slow(manager)) ?? new SimpleShardingStrategy(manager) },
  });
  guardPackets(client, log);
  watch(client);
  reportRecoveredChannels(client, onChannelRecovered);
  attach(client);
  client.once(Events.ClientReady, () => log.info({ op: 'discord.connect' }, 'connected to the gateway'));
  // An `error` event without a listener ends the process.
  client.on(Events.Error, error =>
    log.warn(
      { op: 'discord.gateway', reason: networkReason(codeOf(error)) },
      'the gateway client failed; the connection continues',
    ),
  );
  client.on(Events.ShardError, error =>
    log.warn(
      { op: 'discord.connect', reason: networkReason(codeOf(error)) },
      'the gateway connection failed; reconnecting',
    ),
  );
  return client;
}

/**
 * Makes discord.js wait before it reconnects when its connections don't last. It has no setting for that and reconnects
 * twice a second. But it requests the session before each attempt and waits for the answer, so this delays the answer.
 * A destroyed client never gets one, and so never reconnects.
 */
function slowReconnects({ log, clock = realClock }: GatewayOptions, { reconnect, destroyed }: Lifetime) {
  let pause: Promise<void> | null = null;

  function slow(manager: Manager): Manager {
    const { retrieveSessionInfo } = manager.options;
    manager.options.retrieveSessionInfo = async shardId => {
      await pause;
      return destroyed.aborted ? new Promise(() => {}) : retrieveSessionInfo(shardId);
    };
    return manager;
  }

  function watch(client: Client): void {
    client.on(Events.ShardReady, reconnect.opened);
    client.on(Events.ShardResume, reconnect.opened);
    client.on(Events.ShardReconnecting, () => {
      if (pause || destroyed.aborted) return;
      const { wait, news } = reconnect.ended();
      if (wait > 0 && news) {
        log.warn(
          { op: 'discord.connect' },
          `the gateway closes each connection right away; retrying in ${wait / 1000} s`,
        );
      }
      pause = clock.wait(wait, destroyed).then(() => {
        pause = null;
      });
    });
  }

  return { slow, watch };
}

const isTokenError = (error: unknown) =>
  error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid;

/** The code or name of an error. Never its message, which may hold a URL with a session id. */
function codeOf(error: unknown): string {
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.name) : 'unknown error';
}
