import { expect, test } from 'vitest';
import { createMetrics } from '../src/metrics.ts';

/** Creates metrics whose ledger query ends when the test lets it. */
function start() {
  let now = 0;
  const counts: PromiseWithResolvers<[]>[] = [];
  const ledger = () => {
    const count = Promise.withResolvers<[]>();
    counts.push(count);
    return count.promise;
  };
  const metrics = createMetrics({ ledger, held: async () => [], clock: () => now });
  return {
    metrics,
    counts,
    pass(milliseconds: number) {
      now += milliseconds;
    },
  };
}

test('readers at the same time share one count, however long it takes', async () => {
  const { metrics, counts, pass } = start();
  const first = [metrics.read(), metrics.read()];
  pass(60_000);
  const all = [...first, metrics.read()];
  counts[0]?.resolve([]);
  expect(new Set(await Promise.all(all)).size).toBe(1);
  expect(counts).toHaveLength(1);
});

test('a count serves readers for 10 s', async () => {
  const { metrics, counts, pass } = start();
  const read = async () => {
    const text = metrics.read();
    counts.at(-1)?.resolve([]);
    return text;
  };
  const first = await read();
  metrics.webhook('cometchat', 'accepted');
  pass(9999);
  expect(await read()).toBe(first);
  expect(counts).toHaveLength(1);
  pass(1);
  expect(await read()).toContain('callboard_webhooks_total{source="cometchat",status="accepted"} 1');
  expect(counts).toHaveLength(2);
});
