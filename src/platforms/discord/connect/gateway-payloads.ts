/** The fields of the gateway's messages that discord.js needs. A bad one would make it fail later. */
import { GatewayDispatchEvents, GatewayOpcodes } from 'discord.js';
import { z } from 'zod';

const id = z.string().regex(/^\d{1,20}$/);

/** The addresses that `ws` accepts: it throws for others, and for a fragment. */
export const gatewayUrl = z.url({ protocol: /^wss?$/ }).refine(url => !url.includes('#'), 'has a fragment');

/** The answer of `GET /gateway/bot`: https://docs.discord.com/developers/events/gateway#get-gateway-bot */
export const gatewayInformation = z.looseObject({
  url: gatewayUrl,
  shards: z.int().min(1),
  session_start_limit: z.looseObject({
    total: z.int(),
    remaining: z.int(),
    reset_after: z.int().min(0),
    max_concurrency: z.int().min(1),
  }),
});

/** Milliseconds. Timers of Node fire at once for more. */
const longestInterval = 2 ** 31 - 1;

const ready = z.looseObject({
  session_id: z.string(),
  resume_gateway_url: gatewayUrl,
  user: z.looseObject({ id }),
  guilds: z.array(z.looseObject({ id })),
  application: z.looseObject({ id }),
});
const hello = z.object({ heartbeat_interval: z.int().min(1000).max(longestInterval) });

const message = z.union([
  z.object({ op: z.literal(GatewayOpcodes.Hello), d: hello }),
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

/** Parses the text of a gateway message; null for an unexpected one. */
export function parseGatewayMessage(data: unknown): z.infer<typeof message> | null {
  try {
    return message.safeParse(JSON.parse(String(data))).data ?? null;
  } catch {
    return null;
  }
}
