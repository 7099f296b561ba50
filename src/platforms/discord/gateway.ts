import { Client, DiscordjsError, DiscordjsErrorCodes, Events, GatewayIntentBits } from 'discord.js';
import type { Log } from '../platform.ts';
import { guardedOptions, guardPackets } from './gateway-guard.ts';
import { reportMended } from './mended.ts';

export interface Gateway {
  close(): Promise<void>;
}

export interface GatewayOptions {
  token: string;
  apiUrl?: string | undefined;
  /** Told of a channel (`<guild>/<channel>`) or a whole server (`<guild>/`) that may work again. */
  mended: (channelPrefix: string) => void;
  /** Listens to whatever else the client tells. */
  attach: (client: Client) => void;
  log: Log;
}

/** Milliseconds before the n-th new attempt to log in. */
const loginDelay = (attempt: number) => Math.min(60_000, 1000 * 2 ** attempt);
/** Milliseconds before another attempt when Discord refused the bot itself; a bot has 1,000 logins a day. */
const refusedDelay = 300_000;
/** Milliseconds that closing waits for a login under way, which discord.js cannot give up midway. */
const closeWait = 1000;

/**
 * Keeps a discord.js client connected to the gateway, in the background: https://docs.discord.com/developers/events/gateway
 * A connection that breaks is mended by discord.js; a login that fails is tried again here. Nothing here throws,
 * because posting goes on without it.
 */
export function openGateway(options: GatewayOptions): Gateway {
  const { token, log } = options;
  let closed = false;
  let client: Client | undefined;
  let login = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  async function connect(attempt: number): Promise<void> {
    await client?.destroy();
    if (closed) return;
    const mine = createClient(options);
    client = mine;
    mine.on(Events.ShardDisconnect, ({ code }) => {
      if (client !== mine) return;
      const minutes = refusedDelay / 60_000;
      log.error(`Discord: the gateway closed the connection for good (${code}); next attempt in ${minutes} min.`);
      connectIn(refusedDelay, 0);
    });
    try {
      await mine.login(token);
    } catch (error) {
      if (closed || client !== mine) return;
      const refused = isTokenError(error);
      const wait = refused ? refusedDelay : loginDelay(attempt);
      if (refused) log.error('Discord: the gateway refuses DISCORD_TOKEN; nothing is received until it takes it.');
      else log.warn(`Discord: the gateway could not be reached (${wordFor(error)}); next attempt in ${wait / 1000} s.`);
      connectIn(wait, attempt + 1);
    }
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
      await client?.destroy();
    },
  };
}

function createClient({ apiUrl, mended, attach, log }: GatewayOptions): Client {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    ...(apiUrl && { rest: { api: apiUrl } }),
    ...guardedOptions(log),
  });
  guardPackets(client, log);
  reportMended(client, mended);
  attach(client);
  client.once(Events.ClientReady, () => log.info('Discord: connected to the gateway.'));
  // Without a listener an `error` event would end the process.
  client.on(Events.Error, error => log.warn(`Discord: ${wordFor(error)}.`));
  client.on(Events.ShardError, error => log.warn(`Discord: the gateway's connection failed (${wordFor(error)}).`));
  return client;
}

const isTokenError = (error: unknown) =>
  error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid;

/** A code or name, never a message: those may hold addresses with session ids. */
function wordFor(error: unknown): string {
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.name) : 'unknown error';
}
