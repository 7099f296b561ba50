/** The transaction of events that wait in the store: those that the CLI added, and quarantined ones after a retry. */
import type { Database } from '../store/database.ts';
import { hasUnrouted, markRouted, unroutedEvents } from '../store/events/events.ts';
import { lockRouter } from '../store/replicas/router-lock.ts';
import { type RouteOptions, type RoutingResult, routeEvents } from './route-events.ts';

/** The most events per transaction. */
const batchSize = 200;

/** Routes a batch of the waiting events in one transaction; null when none wait. */
export async function routePending(database: Database, options: RouteOptions): Promise<RoutingResult | null> {
  if (!(await hasUnrouted(database.db))) return null;
  return database.db.transaction().execute(async tx => {
    await lockRouter(database, tx);
    const events = await unroutedEvents(tx, batchSize);
    if (events.length === 0) return null;
    const seqs = events.map(event => event.seq);
    await markRouted(tx, seqs, Date.now());
    return routeEvents(tx, events, options);
  });
}
