/**
 * The transactions that every webhook and every message goes through. With SQLite each runs as a whole in SQLite's
 * thread, beside everything else that the process does; so what goes in and comes out are data and nothing else.
 */
import type { Database } from '../store/database.ts';
import { type AttemptRecord, recordAttempts } from '../store/deliveries/outbox.ts';
import { type InsertResult, insertEvents } from '../store/events/insert-events.ts';
import type { NewEvent } from '../store/events/new-event.ts';
import { type Leases, openLeases } from '../store/replicas/leases.ts';
import { notifyLanes } from '../store/replicas/notify.ts';
import { type RouteOptions, type RoutingResult, routeEvents, routePending } from './plan-deliveries.ts';
import { createRoutingTable } from './routing-table.ts';

/** What webhooks have brought: of each event what became of it, and where they go. */
export interface IngestResult {
  stored: InsertResult[];
  routed: RoutingResult | null;
}

export interface Transactions {
  /** Commits events with their deliveries. */
  take(events: readonly NewEvent[]): Promise<IngestResult>;
  /** Routes some of the events that wait for it; null: none does. */
  routePending(): Promise<RoutingResult | null>;
  /** Commits what lanes write down; of each, whether the lane was still ours. */
  recordAttempts(steps: readonly AttemptRecord[]): Promise<boolean[]>;
}

/** In SQLite's thread where there is one, else right here, with the routing that the process knows already. */
export function openTransactions(
  database: Database,
  leases: Leases,
  loadRoutingTable: RouteOptions['loadRoutingTable'],
): Transactions {
  const { inThread } = database;
  if (!inThread) return createTransactions(database, leases, loadRoutingTable);
  const call = inThread<Transactions>(import.meta.url);
  return {
    take: events => call('take', events),
    routePending: () => call('routePending'),
    recordAttempts: steps => call('recordAttempts', steps),
  };
}

/** What the thread calls. */
export async function create(database: Database): Promise<Transactions> {
  return createTransactions(database, await openLeases(database, () => {}), createRoutingTable());
}

function createTransactions(
  database: Database,
  leases: Leases,
  loadRoutingTable: RouteOptions['loadRoutingTable'],
): Transactions {
  const options: RouteOptions = {
    loadRoutingTable,
    announce: (tx, channels) =>
      notifyLanes(
        database,
        tx,
        channels.filter(channel => !leases.holds(channel)),
      ),
  };
  return {
    async take(events) {
      let routed: RoutingResult | null = null;
      const stored = await insertEvents(database, events, async (tx, fresh) => {
        routed = await routeEvents(tx, fresh, options);
      });
      return { stored, routed };
    },
    routePending: () => routePending(database, options),
    recordAttempts: steps => recordAttempts(database, leases, steps),
  };
}
