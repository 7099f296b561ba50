import {
  Client,
  DiscordjsError,
  DiscordjsErrorCodes,
  Events,
  GatewayIntentBits,
  SimpleShardingStrategy,
  type WebSocketOptions,
} from 'discord.js';
import { sentenceOf } from '../../../util/error-sentence.ts';
import { networkReason } from '../../../util/network-reason.ts';
import { type Log, PlatformError } from '../../platform.ts';
import { type Clock, createReconnect, realClock } from '../../reconnect.ts';
import { closeTable } from '../post/error-table.ts';
import { reportRecoveredChannels } from './channel-recovered.ts';
import { guardedOptions, guardPackets } from './gateway-guard.ts';
import { makeRequest } from './rest.ts';

export interface Gateway {
  close(): Promise<void>;
}

export interface GatewayOptions {
  token: string;
  apiUrl?: string | undefined;
  /** Told of a channel (`<guild>/<channel>`) or a whole server (`<guild>/`) that may work again. */
  onChannelRecovered: (channelPrefix: string) => void;
  /** Listens to whatever else the client tells. */
  attach: (client: Client) => void;
  log: Log;
  clock?: Clock | undefined;
}

/**
 * Milliseconds before discord.js connects again by itself, half a second apart from its own: a bot has 1,000 logins a
 * day (https://docs.discord.com/developers/events/gateway#session-start-limit-object), and 288 of them are used at most.
 */
const pauses = [0, 0, 1_000, 5_000, 15_000, 60_000, 300_000];

/** Milliseconds before the n-th new attempt to log in. */
const loginDelay = (attempt: number) => Math.min(60_000, 1000 * 2 ** attempt);
/** Milliseconds before another attempt when Discord refused the bot itself; a bot has 1,000 logins a day. */
const refusedDelay = 300_000;
/** Milliseconds that closing waits for a login under way, which discord.js cannot give up midway. */
const closeWait = 1000;

/**
 * Keeps a discord.js client connected to the gateway, in the background: https://docs.discord.com/developers/events/gateway
 * A connection that breaks is restored by discord.js; a login that fails is tried again here. Nothing here throws,
 * because posting goes on without it.
 */
export function openGateway(options: GatewayOptions): Gateway {
  const { token, log } = options;
  let closed = false;
  let client: Client | undefined;
  let gone = new AbortController();
  let login = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  async function connect(attempt: number): Promise<void> {
    await destroy();
    if (closed) return;
    gone = new AbortController();
    const mine = createClient(options, gone.signal);
    client = mine;
    mine.on(Events.ShardDisconnect, ({ code }) => {
      if (client !== mine) return;
      const minutes = refusedDelay / 60_000;
      const [cause, fix] = closeTable[code] ?? ['Discord closed the gateway connection'];
      const reason = sentenceOf(cause, fix);
      log.error(
        { op: 'discord.connect', code, reason },
        `the gateway closed the connection; commands and buttons wait; retrying in ${minutes} min`,
      );
      connectIn(refusedDelay, 0);
    });
    try {
      await mine.login(token);
    } catch (error) {
      if (closed || client !== mine) return;
      const refused = isTokenError(error);
      const asked = error instanceof PlatformError ? (error.retryAfter ?? 0) : 0;
      const wait = refused ? refusedDelay : Math.max(asked, loginDelay(attempt));
      if (refused)
        log.error(
          { op: 'discord.connect' },
          "Discord rejected DISCORD_TOKEN; commands and buttons won't work until it's fixed",
        );
      else
        log.warn(
          { op: 'discord.connect', reason: networkReason(wordFor(error)) },
          `could not reach the gateway; retrying in ${wait / 1000} s`,
        );
      connectIn(wait, attempt + 1);
    }
  }

  /** Ends the client, also one that waits to connect again: discord.js would go on with that. */
  async function destroy(): Promise<void> {
    gone.abort();
    await client?.destroy();
  }

  function connectIn(wait: number, attempt: number): void {
    clearTimeout(timer);
    if (closed) return;
    timer = setTimeout(() => {
      login = connect(attempt);
    }, wait).unref();
  }

  login = connect(0);
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      const { promise: waited, resolve } = Promise.withResolvers<void>();
      const limit = setTimeout(resolve, closeWait);
      await Promise.race([login, waited]);
      clearTimeout(limit);
      await destroy();
    },
  };
}

function createClient(options: GatewayOptions, gone: AbortSignal): Client {
  const { apiUrl, onChannelRecovered, attach, log } = options;
  const { slow, watch } = slowReconnects(options, gone);
  const { ws } = guardedOptions(log);
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    // The login is tried again here. Without these the client repeats a refused one by itself, at once when no wait is named.
    rest: { retries: 0, rejectOnRateLimit: () => true, makeRequest, ...(apiUrl && { api: apiUrl }) },
    ws: { ...ws, buildStrategy: manager => ws.buildStrategy?.(slow(manager)) ?? new SimpleShardingStrategy(manager) },
  });
  guardPackets(client, log);
  watch(client);
  reportRecoveredChannels(client, onChannelRecovered);
  attach(client);
  client.once(Events.ClientReady, () => log.info({ op: 'discord.connect' }, 'connected to the gateway'));
  // Without a listener an `error` event would end the process.
  client.on(Events.Error, error =>
    log.warn(
      { op: 'discord.gateway', reason: networkReason(wordFor(error)) },
      'the gateway client failed; the connection continues',
    ),
  );
  client.on(Events.ShardError, error =>
    log.warn(
      { op: 'discord.connect', reason: networkReason(wordFor(error)) },
      'the gateway connection failed; reconnecting',
    ),
  );
  return client;
}

/** discord.js's own type of this name is another. */
type Manager = Parameters<NonNullable<WebSocketOptions['buildStrategy']>>[0];

/**
 * Makes discord.js wait before it connects again when its connections do not last. It has no setting for that, and
 * connects twice a second for as long as it takes; but it asks for the session before each attempt, and waits for the
 * answer. A client that was destroyed in the meantime never gets one, and so never comes back.
 */
function slowReconnects({ log, clock = realClock }: GatewayOptions, gone: AbortSignal) {
  const reconnect = createReconnect(pauses, clock);
  let pause: Promise<void> | null = null;

  function slow(manager: Manager): Manager {
    const { retrieveSessionInfo } = manager.options;
    manager.options.retrieveSessionInfo = async shardId => {
      await pause;
      return gone.aborted ? new Promise(() => {}) : retrieveSessionInfo(shardId);
    };
    return manager;
  }

  function watch(client: Client): void {
    client.on(Events.ShardReady, reconnect.opened);
    client.on(Events.ShardResume, reconnect.opened);
    client.on(Events.ShardReconnecting, () => {
      if (pause || gone.aborted) return;
      const { wait, news } = reconnect.ended();
      if (wait > 0 && news) {
        log.warn(
          { op: 'discord.connect' },
          `the gateway closes each connection right away; retrying in ${wait / 1000} s`,
        );
      }
      pause = clock.wait(wait, gone).then(() => {
        pause = null;
      });
    });
  }

  return { slow, watch };
}

const isTokenError = (error: unknown) =>
  error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid;

/** A code or name, never a message: those may hold addresses with session ids. */
function wordFor(error: unknown): string {
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.name) : 'unknown error';
}
