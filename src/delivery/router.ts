/**
 * The router: events that are in the store and not routed. What a webhook brings is routed as it is committed; this is
 * for what the command line and a replay put there.
 */
import type { Logger } from 'pino';
import type { Database } from '../store/database.ts';
import { hasUnrouted, markRouted, unroutedEvents } from '../store/events.ts';
import { routeInTurn } from '../store/route-turn.ts';
import { createLoop } from './loop.ts';
import { type Routed, type RouteOptions, routeEvents } from './route.ts';

export interface RouterOptions {
  /** Routes some of the events that wait; null: none does. */
  routeWaiting(): Promise<Routed | null>;
  /** Told of what was routed. */
  routed(routed: Routed): void;
  log: Logger;
}

export interface Router {
  /** Routes what waits; many calls at once are one. */
  wake(): void;
  stop(): Promise<void>;
}

const batchSize = 200;

/** How often the store is looked at for what another process has put there, in milliseconds. */
const pollInterval = 500;

export function createRouter({ routeWaiting, routed, log }: RouterOptions): Router {
  let stopping = false;
  const loop = createLoop(routeAll, {
    error: error => log.error({ err: error }, 'routing failed, will be tried again'),
  });
  const poll = setInterval(loop.wake, pollInterval);

  async function routeAll(): Promise<null> {
    while (!stopping) {
      const some = await routeWaiting();
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

/** Routes up to a batch of the events that wait, in one transaction; null when there are none. */
export async function routeWaiting(database: Database, options: RouteOptions): Promise<Routed | null> {
  if (!(await hasUnrouted(database.db))) return null;
  return database.db.transaction().execute(async tx => {
    await routeInTurn(database, tx);
    const events = await unroutedEvents(tx, batchSize);
    if (events.length === 0) return null;
    const seqs = events.map(event => event.seq);
    await markRouted(tx, seqs, Date.now());
    return routeEvents(tx, events, options);
  });
}
