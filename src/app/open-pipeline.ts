/** The path of a webhook: stored and routed in one transaction, then posted by the lanes of its channels. */
import type { Config } from '../config.ts';
import { createDispatcher, type Dispatcher, type DispatcherOptions } from '../delivery/dispatcher.ts';
import { toHandoffs } from '../delivery/handoff.ts';
import type { Metrics } from '../metrics.ts';
import type { Core } from '../operations/core.ts';
import { createRouter } from '../pipeline/event-router.ts';
import type { RoutingResult } from '../pipeline/route-events.ts';
import { openTransactions } from '../pipeline/transactions.ts';
import { createIngest, type Ingest } from '../sources/ingest.ts';
import { isRowError } from '../store/classify-database-error.ts';
import type { InsertResult } from '../store/events/insert-events.ts';
import type { NewEvent } from '../store/events/new-event.ts';
import { createGroupCommit } from '../store/group-commit.ts';
import { listenForLanes } from '../store/replicas/notify.ts';

/** Webhooks per commit. Each body of up to 1 MiB is in memory several times until the commit is done. */
const webhooksPerCommit = 100;

interface PipelineOptions extends Pick<DispatcherOptions, 'leases' | 'log' | 'posted' | 'backoff' | 'probeEvery'> {
  config: Config;
  core: Core;
  metrics: Metrics;
  /** The time of receipt, milliseconds. */
  clock(): number;
}

export interface Pipeline {
  /** Normalizes and stores a webhook, for the receiver. */
  ingest: Ingest;
  /** Stores a test webhook that is normalized already. */
  store(event: NewEvent): Promise<InsertResult>;
  dispatcher: Dispatcher;
  /** Routes the events that wait in the store. */
  start(): void;
  /** Finishes the work in progress. */
  stop(): Promise<void>;
}

export function openPipeline({ config, core, metrics, clock, ...options }: PipelineOptions): Pipeline {
  const { database, loadRoutingTable, loadTemplatesOf } = core;
  const { log, leases } = options;
  const transactions = openTransactions(database, leases, loadRoutingTable);
  const dispatcher = createDispatcher({
    ...options,
    database,
    recordAttempts: transactions.recordAttempts,
    loadTemplates: revisions => loadTemplatesOf(database.db, revisions),
    attempted: metrics.attempt,
    batchAfter: config.batchAfter,
    giveUpAfter: config.giveUpAfter,
  });

  function routed({ channels, failed }: RoutingResult): void {
    for (const one of failed) log.error({ op: 'events.route', ...one }, 'could not route an event; it is quarantined');
    dispatcher.wake(channels);
  }

  const commits = createGroupCommit<NewEvent, InsertResult>(storeBatch, isRowError, webhooksPerCommit);

  async function storeBatch(events: readonly NewEvent[]): Promise<InsertResult[]> {
    const result = await dispatcher.offerIdleLanes(async idle => {
      const ingested = await transactions.ingest(events, idle);
      return { ...ingested, handoffs: toHandoffs(ingested, events) };
    });
    routed(result.routed);
    return result.stored;
  }

  const router = createRouter({ routePending: transactions.routePending, routed, log });
  const stopNotifications = listenForLanes(config.databaseUrl, channels => dispatcher.wake(channels ?? undefined));
  return {
    ingest: createIngest({
      commit: commits.submit,
      committed: (source, { status }) => metrics.webhook(source, status),
      clock,
    }),
    store: commits.submit,
    dispatcher,
    start: router.wake,
    async stop() {
      await commits.idle();
      await router.stop();
      await dispatcher.stop();
      await stopNotifications();
    },
  };
}
