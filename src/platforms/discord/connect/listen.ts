/** Chooses how interactions arrive: over HTTP on our own port with a public key, otherwise over the gateway. */
import type { HttpHandler, PlatformListener } from '../../platform.ts';
import { type Gateway, type GatewayOptions, openGateway } from './gateway.ts';
import { createInteractionsHandler, type Receive, readPublicKey } from './interactions.ts';

type ListenOptions = GatewayOptions & { publicKey?: string | undefined; receive: Receive };

/** Returns the gateway's listener or the handler of POST /discord/interactions. Throws when `publicKey` isn't a public key. */
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
