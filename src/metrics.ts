/** What /metrics shows (https://prometheus.io/docs/instrumenting/exposition_formats/). */

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  webhook(source: string, status: string): void;
  /** `took` in milliseconds. */
  attempt(platform: string, outcome: string, took: number): void;
  /** The exposition text. It is computed at most every 10 s, once for all readers: it counts a day of deliveries. */
  read(): Promise<string>;
  readonly contentType: string;
}

/** What is asked of the store whenever somebody reads; a store that does not answer leaves the rest to be read. */
export interface Asked {
  /** The last day's counts of deliveries, by channel: all fields but `channel` are numbers. */
  ledger(): Promise<readonly { channel: string }[]>;
  /** The lanes that wait for somebody to mend them. */
  held(): Promise<{ channel: string }[]>;
  /** Milliseconds of a monotonic clock. */
  clock?(): number;
}

/** Milliseconds that one computation serves all readers. */
const freshFor = 10_000;

export function createMetrics({ ledger, held, clock = () => performance.now() }: Asked): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const webhooks = new Counter({
    name: 'callboard_webhooks_total',
    help: 'Webhooks committed, by source and answer.',
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
    help: 'What became of the last 24 hours by channel: received is the sum of the other accounts.',
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
  let text: Promise<string> | null = null;
  let readAt = 0;
  async function compute(): Promise<string> {
    // A slow computation is not started a second time.
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
