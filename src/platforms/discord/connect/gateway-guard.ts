/**
 * Keeps an odd payload of the gateway from ending the process. discord.js reads each in a promise that nobody holds, and
 * builds its objects from it without checking. In July 2024 Discord left out `entitlements` for some hours, and bots ended:
 * https://github.com/discordjs/discord.js/issues/10378
 *
 * discord.js has no hook around its reading, so two of its private methods are replaced on the objects that are made here.
 * Should an update rename one, test/platforms/discord/connect/unusual-payloads.test.ts fails. A listener of uncaught exceptions in its
 * place would hide faults of everything else, and leave whatever threw half done.
 */
import {
  type Client,
  type ClientOptions,
  GatewayDispatchEvents,
  GatewayOpcodes,
  SimpleShardingStrategy,
} from 'discord.js';
import { z } from 'zod';
import { nameOfError } from '../../../util/error-sentence.ts';
import type { Log } from '../../platform.ts';

interface Shard {
  /** Reads a message of the WebSocket, and all that follows from it at once. */
  onMessage(data: unknown, isBinary: boolean): Promise<void>;
}

interface Handler {
  /** Keeps discord.js's caches; also called later, for what arrived before it was ready. */
  handlePacket(packet?: { t?: unknown }, shard?: unknown): boolean;
}

const id = z.string().regex(/^\d{1,20}$/);

/** What discord.js needs to stay connected: with any of it odd it would fail later, where nothing could catch it. */
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

/** Options under which a client ignores messages that it could not live with, and survives those that it fails at. */
export function guardedOptions(log: Log): Required<Pick<ClientOptions, 'ws'>> {
  return {
    ws: {
      // Both as discord.js has them by itself: https://discord.js.org/docs/packages/discord.js/14.22.1/WebSocketOptions:Interface
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
  const read = shard.onMessage.bind(shard);
  shard.onMessage = async (data, isBinary) => {
    try {
      if (isBinary || isSound(data)) await read(data, isBinary);
      else log.warn({ op: 'discord.gateway' }, 'ignored an unexpected gateway message');
    } catch (error) {
      log.warn(
        { op: 'discord.gateway', reason: nameOfError(error) },
        'could not handle a gateway message; the connection continues',
      );
    }
  };
}

function isSound(data: unknown): boolean {
  try {
    return message.safeParse(JSON.parse(String(data))).success;
  } catch {
    return false;
  }
}

/** Interactions are read by asked.ts: discord.js's own objects of them would be for nobody. */
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
