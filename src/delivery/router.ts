/**
 * The router: events that are in the store and not routed. What a webhook brings is routed as it is committed; this is
 * for what the command line and a replay put there.
 */
import type { Database } from '../store/database.ts';
import { hasUnrouted, markRouted, unroutedEvents } from '../store/events.ts';
import { routeInTurn } from '../store/route-turn.ts';
import { createLoop } from './loop.ts';
import { type RouteOptions, routeEvents } from './route.ts';

export interface RouterOptions extends RouteOptions {
  database: Database;
  /** Told of the channels that have something new to send. */
  routed(channels: Iterable<string>): void;
}

export interface Router {
  /** Routes what waits; many calls at once are one. */
  wake(): void;
  stop(): Promise<void>;
}

const batchSize = 200;

/** How often the store is looked at for what another process has put there, in milliseconds. */
const pollInterval = 500;

export function createRouter(options: RouterOptions): Router {
  let stopping = false;
  const loop = createLoop(routeAll, {
    error: error => options.log.error({ err: error }, 'routing failed, will be tried again'),
  });
  const poll = setInterval(loop.wake, pollInterval);

  async function routeAll(): Promise<null> {
    while (!stopping && (await routeBatch(options)) === batchSize);
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

/** Routes up to a batch of events in one transaction and returns how many there were. */
async function routeBatch(options: RouterOptions): Promise<number> {
  const { database } = options;
  if (!(await hasUnrouted(database.db))) return 0;
  const { count, channels } = await database.db.transaction().execute(async tx => {
    await routeInTurn(database, tx);
    const events = await unroutedEvents(tx, batchSize);
    if (events.length === 0) return { count: 0, channels: [] };
    const seqs = events.map(event => event.seq);
    await markRouted(tx, seqs, Date.now());
    return { count: events.length, channels: await routeEvents(tx, events, options) };
  });
  options.routed(channels);
  return count;
}
