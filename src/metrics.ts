/** What /metrics shows (https://prometheus.io/docs/instrumenting/exposition_formats/). */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  webhook(source: string, status: string): void;
  /** `took` in milliseconds. */
  attempt(platform: string, outcome: string, took: number): void;
  /** The exposition text. */
  read(): Promise<string>;
  readonly contentType: string;
}

/** `countDeliveries` gives how many are in each state, asked whenever somebody reads. */
export function createMetrics(countDeliveries: () => Promise<Record<string, number>>): Metrics {
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
    name: 'callboard_deliveries',
    help: 'Deliveries by state.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      for (const [state, count] of Object.entries(await countDeliveries())) this.set({ state }, count);
    },
  });
  return {
    webhook: (source, status) => webhooks.inc({ source, status }),
    attempt: (platform, outcome, took) => attempts.observe({ platform, outcome }, took / 1000),
    read: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
