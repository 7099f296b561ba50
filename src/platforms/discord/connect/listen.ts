/** What comes from Discord: over HTTP on our own port with a public key, else over the gateway. */
import type { HttpHandler, PlatformListener } from '../../platform.ts';
import { type Gateway, type GatewayOptions, openGateway } from './gateway.ts';
import { createInteractionsHandler, type Receive, readPublicKey } from './interactions.ts';

type ListenOptions = GatewayOptions & { publicKey?: string | undefined; receive: Receive };

/** One of the two: the gateway, or the handler for POST /discord/interactions. Throws when `publicKey` is none. */
export function createListener(options: ListenOptions): { listener: PlatformListener } | { handler: HttpHandler } {
  if (options.publicKey)
    return { handler: createInteractionsHandler(readPublicKey(options.publicKey), options.receive) };
  let gateway: Gateway | undefined;
  const listener: PlatformListener = {
    async open() {
      gateway ??= openGateway(options);
    },
    async close() {
      const closing = gateway;
      gateway = undefined;
      await closing?.close();
    },
  };
  return { listener };
}
