/** What comes from Discord: over HTTP on our own port with a public key, else over the gateway. */
import type { RequestListener } from 'node:http';
import type { Log } from '../platform.ts';
import { type Gateway, openGateway } from './gateway.ts';
import { createInteractionsHandler, readPublicKey } from './interactions.ts';

interface ListenOptions {
  token: string;
  publicKey?: string | undefined;
  apiUrl?: string | undefined;
  log: Log;
}

export interface Listener {
  start(): void;
  stop(): Promise<void>;
  /** HTTP mode: for POST /discord/interactions. */
  handler?: RequestListener;
}

/** Throws when `publicKey` is none. */
export function createListener(options: ListenOptions): Listener {
  if (options.publicKey) {
    return { start() {}, async stop() {}, handler: createInteractionsHandler(readPublicKey(options.publicKey)) };
  }
  let gateway: Gateway | undefined;
  return {
    start() {
      gateway ??= openGateway(options);
    },
    async stop() {
      await gateway?.close();
      gateway = undefined;
    },
  };
}
