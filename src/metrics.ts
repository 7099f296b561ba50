/** The metrics of /metrics (https://prometheus.io/docs/instrumenting/exposition_formats/). */

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  /** Counts a stored webhook. */
  webhook(source: string, status: string): void;
  /** Records an attempt; `took` is in milliseconds. */
  attempt(platform: string, outcome: string, took: number): void;
  /** Returns the exposition text. It is computed at most every 10 s for all readers, since it counts a day of deliveries. */
  read(): Promise<string>;
  readonly contentType: string;
}

/** Queries for the gauges. When one fails, its gauge is empty and the other metrics are still served. */
interface MetricsQueries {
  /** Reads the ledger of the last day, by channel. All fields but `channel` are numbers. */
  ledger(): Promise<readonly { channel: string }[]>;
  /** Lists the channels and platforms on hold. */
  held(): Promise<{ channel: string }[]>;
  /** Returns the size of SQLite's write-ahead log in bytes; null with PostgreSQL. */
  walBytes?(): number | null;
  /** A monotonic clock in milliseconds, for tests. */
  clock?(): number;
}

/** Milliseconds that a computed text is reused. */
const freshFor = 10_000;

/** Creates the metrics of one app. */
export function createMetrics({ ledger, held, walBytes, clock = () => performance.now() }: MetricsQueries): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const webhooks = new Counter({
    name: 'callboard_webhooks_total',
    help: 'Webhooks stored, by source and status.',
    labelNames: ['source', 'status'],
    registers: [registry],
  });
  const attempts = new Histogram({
    name: 'callboard_attempt_seconds',
    help: 'How long a platform took for a message, by outcome.',
    labelNames: ['platform', 'outcome'],
    registers: [registry],
  });
  new Gauge({
    name: 'callboard_ledger',
    help: 'Deliveries of the last 24 hours, by channel and state. received is the sum of the other states.',
    labelNames: ['channel', 'account'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const { channel, ...accounts } of await ledger().catch(() => []))
        for (const [account, count] of Object.entries<number>(accounts)) this.set({ channel, account }, count);
    },
  });
  new Gauge({
    name: 'callboard_lanes_held',
    help: '1 for each channel or platform that is on hold.',
    labelNames: ['channel'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const { channel } of await held().catch(() => [])) this.set({ channel }, 1);
    },
  });
  if (walBytes && walBytes() !== null) {
    new Gauge({
      name: 'callboard_sqlite_wal_bytes',
      help: "Size of SQLite's write-ahead log. It stays below about 200 MB unless another process reads for long.",
      registers: [registry],
      collect() {
        this.set(walBytes() ?? 0);
      },
    });
  }
  let text: Promise<string> | null = null;
  let readAt = 0;
  async function compute(): Promise<string> {
    // Prevents a second computation while this one runs.
    readAt = Number.POSITIVE_INFINITY;
    try {
      return await registry.metrics();
    } catch (error) {
      text = null;
      throw error;
    } finally {
      readAt = clock();
    }
  }
  return {
    webhook: (source, status) => webhooks.inc({ source, status }),
    attempt: (platform, outcome, took) => attempts.observe({ platform, outcome }, took / 1000),
    read() {
      if (text === null || clock() - readAt >= freshFor) text = compute();
      return text;
    },
    contentType: registry.contentType,
  };
}
