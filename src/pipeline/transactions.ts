/**
 * The transactions of every webhook and every message. With SQLite each runs as a whole in SQLite's thread
 * (sqlite-worker.ts), so that its parameters and results must be plain data.
 */
import type { Database } from '../store/database.ts';
import { type AttemptRecord, recordAttempts } from '../store/deliveries/outbox.ts';
import type { NewEvent } from '../store/events/new-event.ts';
import type { Leases } from '../store/replicas/leases.ts';
import { notifyLanes } from '../store/replicas/notify.ts';
import type { IdleLanes } from './begin-attempts.ts';
import { type IngestResult, ingestBatch } from './ingest-batch.ts';
import type { RouteOptions, RoutingResult } from './route-events.ts';
import { routePending } from './route-pending.ts';

export interface Transactions {
  /** Stores events, routes them, and begins the attempts of idle lanes. */
  ingest(events: readonly NewEvent[], idle: IdleLanes): Promise<IngestResult>;
  /** Routes some of the waiting events; null: none wait. */
  routePending(): Promise<RoutingResult | null>;
  /** Commits the records of lanes. Returns for each whether it was written: not when another replica has the lane. */
  recordAttempts(records: readonly AttemptRecord[]): Promise<boolean[]>;
}

/** Opens the transactions: in SQLite's thread, or with PostgreSQL in this one, with the process's routing table. */
export function openTransactions(
  database: Database,
  leases: Leases,
  loadRoutingTable: RouteOptions['loadRoutingTable'],
): Transactions {
  const { inThread } = database;
  if (!inThread) return createTransactions(database, leases, loadRoutingTable);
  const call = inThread<Transactions>();
  return {
    ingest: (events, idle) => call('ingest', events, idle),
    routePending: () => call('routePending'),
    recordAttempts: records => call('recordAttempts', records),
  };
}

/** Creates the transactions that run in this thread. */
export function createTransactions(
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
    ingest: (events, idle) => ingestBatch(database, events, options, { leases, idle }),
    routePending: () => routePending(database, options),
    recordAttempts: records => recordAttempts(database, leases, records),
  };
}
