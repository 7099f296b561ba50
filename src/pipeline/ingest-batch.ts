/** The transaction of a batch of webhooks: stores the events and their deliveries together. */
import type { Database } from '../store/database.ts';
import { type InsertResult, insertEvents } from '../store/events/insert-events.ts';
import type { NewEvent } from '../store/events/new-event.ts';
import { lockRouter } from '../store/replicas/router-lock.ts';
import { type RouteOptions, type RoutingResult, routeEvents } from './route-events.ts';

/** The result of storing events: one `stored` per event, in order, and their routing. */
export interface IngestResult {
  stored: InsertResult[];
  routed: RoutingResult;
}

/** Stores events in order and routes the new ones, so that each is routed exactly once. */
export async function ingestBatch(
  database: Database,
  events: readonly NewEvent[],
  options: RouteOptions,
): Promise<IngestResult> {
  return database.db.transaction().execute(async tx => {
    await lockRouter(database, tx);
    const { stored, fresh } = await insertEvents(tx, database.kind, events, 'routed');
    return { stored, routed: await routeEvents(tx, fresh, options) };
  });
}
