/**
 * The router routes events that the CLI or a retry put into the store. Events of webhooks are routed in the transaction
 * that stores them.
 */

import type { Log } from '../log.ts';
import { createLoop } from '../util/wakeable-loop.ts';
import type { RoutingResult } from './route-events.ts';

export interface RouterOptions {
  /** Routes some of the waiting events; null: none wait. */
  routePending(): Promise<RoutingResult | null>;
  /** Called after each batch. */
  routed(result: RoutingResult): void;
  log: Log;
}

export interface Router {
  /** Routes the waiting events. Concurrent calls share one run. */
  wake(): void;
  stop(): Promise<void>;
}

/** Milliseconds between two checks for events of other processes. */
const pollInterval = 500;

/** Creates the router; it also checks for waiting events regularly. */
export function createRouter({ routePending, routed, log }: RouterOptions): Router {
  let stopping = false;
  const loop = createLoop(routeAll, {
    error: error => log.error({ op: 'events.route', err: error }, 'could not route events; retrying'),
  });
  const poll = setInterval(loop.wake, pollInterval);

  async function routeAll(): Promise<null> {
    while (!stopping) {
      const result = await routePending();
      if (!result) break;
      routed(result);
    }
    return null;
  }

  return {
    wake: loop.wake,
    async stop() {
      stopping = true;
      clearInterval(poll);
      await loop.stop();
    },
  };
}
