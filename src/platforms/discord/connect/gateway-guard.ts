/**
 * Keeps an unexpected gateway payload from ending the process. discord.js parses each payload in a promise without a
 * handler, and builds its objects without validating. In July 2024 Discord left out `entitlements` for some hours, and
 * bots crashed: https://github.com/discordjs/discord.js/issues/10378
 *
 * discord.js has no hook around its parsing, so this file replaces three private methods on the objects it creates. If an
 * update renames one, test/platforms/discord/connect/unusual-payloads.test.ts fails. An `uncaughtException` listener
 * would instead hide faults of all other code, and leave work half done.
 */
import {
  type Client,
  type ClientOptions,
  GatewayDispatchEvents,
  GatewayOpcodes,
  SimpleShardingStrategy,
} from 'discord.js';
import { z } from 'zod';
import { nameOfError } from '../../../util/errors/error-sentence.ts';
import type { Log } from '../../platform.ts';

interface Shard {
  /** Handles one WebSocket message, with everything it causes synchronously. */
  onMessage(data: unknown, isBinary: boolean): Promise<void>;
  /** Sends one heartbeat. Its timer starts with each Hello. */
  heartbeat(requested?: boolean): Promise<void>;
  /** The current WebSocket. */
  connection: object | null;
}

interface Handler {
  /** Updates discord.js's caches. Packets that arrived before the client was ready are handled later. */
  handlePacket(packet?: { t?: unknown }, shard?: unknown): boolean;
}

const id = z.string().regex(/^\d{1,20}$/);

/** The fields that discord.js needs to stay connected. A bad one would make it fail later, where nothing can catch the error. */
const ready = z.looseObject({
  session_id: z.string(),
  resume_gateway_url: z.url({ protocol: /^wss?$/ }),
  user: z.looseObject({ id }),
  guilds: z.array(z.looseObject({ id })),
  application: z.looseObject({ id }),
});
const message = z.union([
  z.object({ op: z.literal(GatewayOpcodes.Hello), d: z.object({ heartbeat_interval: z.int().min(1000) }) }),
  z.object({ op: z.literal(GatewayOpcodes.InvalidSession), d: z.boolean() }),
  z.object({ op: z.literal(GatewayOpcodes.Dispatch), t: z.literal(GatewayDispatchEvents.Ready), d: ready }),
  z.object({ op: z.literal(GatewayOpcodes.Dispatch), t: z.literal(GatewayDispatchEvents.Resumed) }),
  z.object({
    op: z.literal(GatewayOpcodes.Dispatch),
    t: z.string().refine(t => t !== GatewayDispatchEvents.Ready),
    d: z.record(z.string(), z.unknown()),
  }),
  z.object({ op: z.literal([GatewayOpcodes.Heartbeat, GatewayOpcodes.Reconnect, GatewayOpcodes.HeartbeatAck]) }),
]);

/** Client options that drop invalid gateway messages, and catch errors while a valid one is handled. */
export function guardedOptions(log: Log): Required<Pick<ClientOptions, 'ws'>> {
  return {
    ws: {
      // The defaults of discord.js: https://discord.js.org/docs/packages/discord.js/14.22.1/WebSocketOptions:Interface
      large_threshold: 50,
      version: 10,
      buildStrategy(manager) {
        const strategy = new SimpleShardingStrategy(manager);
        const spawn = strategy.spawn.bind(strategy);
        strategy.spawn = async ids => {
          await spawn(ids);
          const { shards } = strategy as unknown as { shards: ReadonlyMap<number, Shard> };
          for (const shard of shards.values()) guardShard(shard, log);
        };
        return strategy;
      },
    },
  };
}

function guardShard(shard: Shard, log: Log): void {
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

/** A connection gets one Hello: discord.js starts a timer for each, and stops only the last. */
function isExpected(data: unknown, connection: object | null, greeted: WeakSet<object>): boolean {
  const parsed = parse(data);
  if (parsed?.op !== GatewayOpcodes.Hello || connection === null) return parsed !== null;
  if (greeted.has(connection)) return false;
  greeted.add(connection);
  return true;
}

function parse(data: unknown): z.infer<typeof message> | null {
  try {
    return message.safeParse(JSON.parse(String(data))).data ?? null;
  } catch {
    return null;
  }
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
