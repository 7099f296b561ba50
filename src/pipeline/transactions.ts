/**
 * The transactions that every webhook and every message goes through. With SQLite each runs as a whole in SQLite's
 * thread, beside everything else that the process does; so what goes in and comes out are data and nothing else.
 */
import type { Database } from '../store/database.ts';
import { commitSteps, type Step } from '../store/deliveries/outbox.ts';
import { insertEvents, type Stored } from '../store/events/insert-events.ts';
import type { NewEvent } from '../store/events/new-event.ts';
import { type Leases, openLeases } from '../store/replicas/leases.ts';
import { notifyLanes } from '../store/replicas/notify.ts';
import { type Routed, type RouteOptions, routeEvents, routeWaiting } from './plan-deliveries.ts';
import { createRouting } from './routing-table.ts';

/** What webhooks have brought: of each event what became of it, and where they go. */
export interface Taken {
  stored: Stored[];
  routed: Routed | null;
}

export interface Transactions {
  /** Commits events with their deliveries. */
  take(events: readonly NewEvent[]): Promise<Taken>;
  /** Routes some of the events that wait for it; null: none does. */
  routeWaiting(): Promise<Routed | null>;
  /** Commits what lanes write down; of each, whether the lane was still ours. */
  commitSteps(steps: readonly Step[]): Promise<boolean[]>;
}

/** In SQLite's thread where there is one, else right here, with the routing that the process knows already. */
export function openTransactions(
  database: Database,
  leases: Leases,
  loadRouting: RouteOptions['loadRouting'],
): Transactions {
  const { inThread } = database;
  if (!inThread) return createTransactions(database, leases, loadRouting);
  const call = inThread<Transactions>(import.meta.url);
  return {
    take: events => call('take', events),
    routeWaiting: () => call('routeWaiting'),
    commitSteps: steps => call('commitSteps', steps),
  };
}

/** What the thread calls. */
export async function create(database: Database): Promise<Transactions> {
  return createTransactions(database, await openLeases(database, () => {}), createRouting());
}

function createTransactions(
  database: Database,
  leases: Leases,
  loadRouting: RouteOptions['loadRouting'],
): Transactions {
  const options: RouteOptions = {
    loadRouting,
    announce: (tx, channels) =>
      notifyLanes(
        database,
        tx,
        channels.filter(channel => !leases.holds(channel)),
      ),
  };
  return {
    async take(events) {
      let routed: Routed | null = null;
      const stored = await insertEvents(database, events, async (tx, fresh) => {
        routed = await routeEvents(tx, fresh, options);
      });
      return { stored, routed };
    },
    routeWaiting: () => routeWaiting(database, options),
    commitSteps: steps => commitSteps(database, leases, steps),
  };
}
