import { Client, DiscordjsError, DiscordjsErrorCodes, Events, GatewayIntentBits } from 'discord.js';
import type { Log } from '../platform.ts';

export interface Gateway {
  close(): Promise<void>;
}

interface GatewayOptions {
  token: string;
  apiUrl?: string | undefined;
  log: Log;
}

/** Milliseconds before the n-th new attempt to log in; a bot has 1,000 logins a day. */
const loginDelay = (attempt: number) => Math.min(60_000, 1000 * 2 ** attempt);
/** Milliseconds that closing waits for a login under way, which discord.js cannot give up midway. */
const closeWait = 1000;

/**
 * Keeps a discord.js client connected to the gateway, in the background: https://docs.discord.com/developers/events/gateway
 * A connection that breaks is mended by discord.js; a login that fails is tried again here. Nothing here throws,
 * because posting goes on without it.
 */
export function openGateway({ token, apiUrl, log }: GatewayOptions): Gateway {
  let closed = false;
  let client: Client | undefined;
  let login = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  async function connect(attempt: number): Promise<void> {
    client = createClient(log, apiUrl);
    try {
      await client.login(token);
    } catch (error) {
      if (closed) return;
      if (isTokenError(error)) return log.error('Discord: the gateway refuses DISCORD_TOKEN; nothing is received.');
      const wait = loginDelay(attempt);
      log.warn(`Discord: the gateway could not be reached (${wordFor(error)}); next attempt in ${wait / 1000} s.`);
      timer = setTimeout(() => {
        login = connect(attempt + 1);
      }, wait).unref();
    }
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

function createClient(log: Log, apiUrl: string | undefined): Client {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    ...(apiUrl && { rest: { api: apiUrl } }),
  });
  client.once(Events.ClientReady, () => log.info('Discord: connected to the gateway.'));
  // Without a listener an `error` event would end the process.
  client.on(Events.Error, error => log.warn(`Discord: ${wordFor(error)}.`));
  client.on(Events.ShardError, error => log.warn(`Discord: the gateway's connection failed (${wordFor(error)}).`));
  client.on(Events.ShardDisconnect, ({ code }) =>
    log.error(`Discord: the gateway closed the connection for good (${code}); nothing is received until a restart.`),
  );
  return client;
}

const isTokenError = (error: unknown) =>
  error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid;

/** A code or name, never a message: those may hold addresses with session ids. */
function wordFor(error: unknown): string {
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.name) : 'unknown error';
}
