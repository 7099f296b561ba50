/**
 * Keeps the gateway from ending the process. discord.js connects, reconnects and parses in promises without a handler, and
 * builds its objects without validating. In July 2024 Discord left out `entitlements` for some hours, and bots crashed:
 * https://github.com/discordjs/discord.js/issues/10378
 *
 * discord.js has no hook around these parts, so this file replaces private methods on the objects it creates. If an update
 * renames one, test/platforms/discord/connect/unusual-payloads.test.ts fails. An `uncaughtException` listener would instead
 * hide faults of all other code, and leave work half done.
 */
import {
  type Client,
  type ClientOptions,
  GatewayDispatchEvents,
  GatewayOpcodes,
  SimpleShardingStrategy,
  type WebSocketOptions,
} from 'discord.js';
import { nameOfError } from '../../../util/errors/error-sentence.ts';
import { type Log, PlatformError } from '../../platform.ts';
import { gatewayInformation, parseGatewayMessage } from './gateway-payloads.ts';

/** The type that @discordjs/ws exports; discord.js has a different one of the same name. */
export type Manager = Parameters<NonNullable<WebSocketOptions['buildStrategy']>>[0];

/** A WebSocket of the `ws` package. */
interface Connection {
  readyState: number;
  onmessage: unknown;
  onclose: unknown;
  onerror: unknown;
  addEventListener(type: 'error', listener: () => void): void;
  terminate(): void;
}

interface Shard {
  /** Handles one WebSocket message, with everything it causes synchronously. */
  onMessage(data: unknown, isBinary: boolean): Promise<void>;
  /** Handles a close by the server. Usually reconnects. */
  onClose(code: number): Promise<void>;
  /** Sends one heartbeat. Its timer starts with each Hello. */
  heartbeat(requested?: boolean): Promise<void>;
  /** Opens a connection and signs in. */
  internalConnect(): Promise<void>;
  /** Ends the connection. With `recover` it opens the next one. */
  destroy(options?: object): Promise<void>;
  /** The current WebSocket. */
  connection: Connection | null;
}

interface Handler {
  /** Updates discord.js's caches. Packets that arrived before the client was ready are handled later. */
  handlePacket(packet?: { t?: unknown }, shard?: unknown): boolean;
}

/** discord.js's own close code. It doesn't reconnect when the server sends it. */
const ownCloseCode = 4200;
/** Discord's code for an unknown error, after which the session is resumed. */
const unknownErrorCode = 4000;
const connecting = 0;

/**
 * Client options that drop invalid gateway messages, and catch errors while a valid one is handled. `onFault` is called
 * when the client can't reconnect by itself.
 */
export function guardedOptions(log: Log, onFault: (error: unknown) => void): Required<Pick<ClientOptions, 'ws'>> {
  return {
    ws: {
      // The defaults of discord.js: https://discord.js.org/docs/packages/discord.js/14.22.1/WebSocketOptions:Interface
      large_threshold: 50,
      version: 10,
      buildStrategy(manager) {
        checkInformation(manager);
        const strategy = new SimpleShardingStrategy(manager);
        const spawn = strategy.spawn.bind(strategy);
        strategy.spawn = async ids => {
          await spawn(ids);
          const { shards } = strategy as unknown as { shards: ReadonlyMap<number, Shard> };
          for (const shard of shards.values()) {
            guardMessages(shard, log);
            guardConnection(shard, onFault);
          }
        };
        return strategy;
      },
    },
  };
}

/** Makes a bad answer of /gateway/bot a failed login. */
function checkInformation(manager: Manager): void {
  const fetchInformation = manager.fetchGatewayInformation.bind(manager);
  manager.fetchGatewayInformation = async force => {
    const information = await fetchInformation(force);
    if (gatewayInformation.safeParse(information).success) return information;
    throw new PlatformError('transient', 'gateway_address', 'Discord sent no usable gateway address.');
  };
}

function guardMessages(shard: Shard, log: Log): void {
  const handle = shard.onMessage.bind(shard);
  const beat = shard.heartbeat.bind(shard);
  const greeted = new WeakSet<object>();
  shard.heartbeat = requested =>
    beat(requested).catch(error => {
      log.warn({ op: 'discord.gateway', reason: nameOfError(error) }, 'could not send a heartbeat; it is sent again');
    });
  shard.onMessage = async (data, isBinary) => {
    try {
      if (isBinary || isExpected(data, shard.connection, greeted)) await handle(data, isBinary);
      else log.warn({ op: 'discord.gateway' }, 'ignored an unexpected gateway message');
    } catch (error) {
      log.warn(
        { op: 'discord.gateway', reason: nameOfError(error) },
        'could not handle a gateway message; the connection continues',
      );
    }
  };
}

function guardConnection(shard: Shard, onFault: (error: unknown) => void): void {
  const connect = shard.internalConnect.bind(shard);
  const close = shard.onClose.bind(shard);
  const destroy = shard.destroy.bind(shard);
  const ended = new WeakSet<object>();
  shard.internalConnect = () => connect().catch(onFault);
  shard.onClose = code => close(code === ownCloseCode ? unknownErrorCode : code).catch(onFault);
  shard.destroy = async options => {
    const { connection } = shard;
    if (connection) {
      // Ending a connection twice would open two new ones. Two messages can do it, and the waits that an end aborts.
      if (ended.has(connection)) return;
      ended.add(connection);
      endSafely(connection);
    }
    await destroy(options).catch(onFault);
  };
}

/** discord.js removes its error listener from a connection that still opens, and forgets that connection. */
function endSafely(connection: Connection): void {
  connection.addEventListener('error', () => {});
  if (connection.readyState !== connecting) return;
  Object.assign(connection, { onmessage: null, onclose: null, onerror: null });
  connection.terminate();
}

/** A connection gets one Hello: discord.js starts a timer for each, and stops only the last. */
function isExpected(data: unknown, connection: object | null, greeted: WeakSet<object>): boolean {
  const parsed = parseGatewayMessage(data);
  if (parsed?.op !== GatewayOpcodes.Hello || connection === null) return parsed !== null;
  if (greeted.has(connection)) return false;
  greeted.add(connection);
  return true;
}

/**
 * Catches errors while discord.js updates its caches from a packet. Interactions skip discord.js: parse-interaction.ts
 * reads them.
 */
export function guardPackets(client: Client, log: Log): void {
  const handler = client.ws as unknown as Handler;
  const handle = handler.handlePacket.bind(handler);
  handler.handlePacket = (packet, shard) => {
    if (packet?.t === GatewayDispatchEvents.InteractionCreate) return true;
    try {
      return handle(packet, shard);
    } catch (error) {
      log.warn(
        { op: 'discord.gateway', packet: String(packet?.t), reason: nameOfError(error) },
        'discord.js could not handle a gateway message; the connection continues',
      );
      return false;
    }
  };
}
