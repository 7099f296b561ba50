/** The transaction of a batch of webhooks: stores the events and their deliveries together. */
import type { Database } from '../store/database.ts';
import type { NewDelivery } from '../store/deliveries/insert-deliveries.ts';
import { type InsertResult, insertEvents } from '../store/events/insert-events.ts';
import type { NewEvent } from '../store/events/new-event.ts';
import type { Leases } from '../store/replicas/leases.ts';
import { lockRouter } from '../store/replicas/router-lock.ts';
import { beginWhereIdle, type IdleLanes } from './begin-attempts.ts';
import { type RouteOptions, type RoutingResult, routeEvents } from './route-events.ts';

/** The result of storing events: one `stored` per event, in order, and their routing. */
export interface IngestResult {
  stored: InsertResult[];
  routed: RoutingResult;
}

/**
 * Stores events in order and routes the new ones, so that each is routed exactly once. Begins the attempts of deliveries
 * that an idle lane of this process can post at once.
 */
export async function ingestBatch(
  database: Database,
  events: readonly NewEvent[],
  options: RouteOptions,
  lanes: { leases: Leases; idle: IdleLanes },
): Promise<IngestResult> {
  return database.db.transaction().execute(async tx => {
    await lockRouter(database, tx);
    const { stored, fresh } = await insertEvents(tx, database.kind, events, 'routed');
    const begin = (deliveries: readonly NewDelivery[]) => beginWhereIdle(tx, deliveries, lanes);
    return { stored, routed: await routeEvents(tx, fresh, options, begin) };
  });
}
