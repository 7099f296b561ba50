/**
 * The router: events that are in the store and not routed. What a webhook brings is routed as it is committed; this is
 * for what the command line and a replay put there.
 */

import type { Log } from '../log.ts';
import { createLoop } from '../util/wakeable-loop.ts';
import type { RoutingResult } from './plan-deliveries.ts';

export interface RouterOptions {
  /** Routes some of the events that wait; null: none does. */
  routePending(): Promise<RoutingResult | null>;
  /** Told of what was routed. */
  routed(routed: RoutingResult): void;
  log: Log;
}

export interface Router {
  /** Routes what waits; many calls at once are one. */
  wake(): void;
  stop(): Promise<void>;
}

/** How often the store is looked at for what another process has put there, in milliseconds. */
const pollInterval = 500;

export function createRouter({ routePending, routed, log }: RouterOptions): Router {
  let stopping = false;
  const loop = createLoop(routeAll, {
    error: error => log.error({ op: 'events.route', err: error }, 'could not route events; retrying'),
  });
  const poll = setInterval(loop.wake, pollInterval);

  async function routeAll(): Promise<null> {
    while (!stopping) {
      const some = await routePending();
      if (!some) break;
      routed(some);
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
