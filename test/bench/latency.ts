/** From a webhook's leaving the client to the chat request's arriving at a steady 200 a second, and the processor time of that. */
import { setTimeout as delay } from 'node:timers/promises';
import { now } from './clock.ts';
import { atMost, type Figure, milliseconds, plain, withOthers } from './figures.ts';
import { runLoad } from './load.ts';
import { cpuOf } from './process-usage.ts';
import { type Contestant, type Name, withContestants } from './servers/contestants.ts';
import { median, percentile } from './statistics.ts';
import { slackRooms } from './webhooks.ts';

const every = 5;
export const latencyOf = 1000;
const rounds = 3;
export const latencyRooms = slackRooms(20);

export interface Latency {
  p50: number;
  p99: number;
  /** Milliseconds per event. */
  cpu: number;
  answered50: number;
}

export async function runLatency({ url, pid, chat, body }: Contestant, first: number): Promise<Latency> {
  const sentAt: number[] = [];
  const answeredAt: number[] = [];
  const before = cpuOf(pid);
  await runLoad({
    url,
    connections: 16,
    requests: latencyOf,
    every,
    body: n => body(first + n, latencyRooms[n % latencyRooms.length]?.desk as string),
    sent(n) {
      sentAt[n] = now();
    },
    answered(n) {
      answeredAt[n] = now();
    },
  });
  await chat.arrived(first, first + latencyOf);
  // So that the outcomes are recorded.
  await delay(500);
  const toChat = sentAt.map((at, n) => (chat.arrivedAt[first + n] ?? Number.NaN) - at);
  const toAnswer = sentAt.map((at, n) => (answeredAt[n] ?? Number.NaN) - at);
  return {
    p50: percentile(toChat, 0.5),
    p99: percentile(toChat, 0.99),
    cpu: (cpuOf(pid) - before) / latencyOf,
    answered50: percentile(toAnswer, 0.5),
  };
}

export function measureLatency(): Promise<Figure[]> {
  const setup = { rooms: latencyRooms, callers: latencyOf * (rounds + 1) };
  return withContestants(['koa', 'alertmanager', 'before', 'now'], setup, async contestants => {
    const readings = new Map<Name, Latency[]>();
    // The first warms all up.
    for (let round = 0; round <= rounds; round++) {
      for (const one of contestants) {
        readings.getOrInsertComputed(one.name, () => []).push(await runLatency(one, round * latencyOf));
      }
    }
    const typical = (value: keyof Latency) =>
      Object.fromEntries(
        [...readings].map(([name, all]) => [name, median(all.slice(1).map(reading => reading[value]))]),
      ) as Partial<Record<Name, number>>;
    const [p50, p99, cpu] = [typical('p50'), typical('p99'), typical('cpu')];
    const limit = (value: Partial<Record<Name, number>>, factor: number, otherwise: number) =>
      value.alertmanager === undefined ? otherwise : value.alertmanager * factor;
    const own = (value: Partial<Record<Name, number>>) => value.now ?? Number.NaN;
    const answered = typical('answered50');
    return [
      withOthers(
        atMost('webhook to chat request at 200/s, p50', own(p50), limit(p50, 2.5, 2.5), milliseconds),
        p50,
        milliseconds,
      ),
      withOthers(
        atMost('webhook to chat request at 200/s, p99', own(p99), limit(p99, 2, 12), milliseconds),
        p99,
        milliseconds,
      ),
      withOthers(plain('webhook to its answer at 200/s, p50', own(answered), milliseconds), answered, milliseconds),
      withOthers(
        atMost('processor time per event at 200/s', own(cpu), 3 * (cpu.koa ?? Number.NaN), milliseconds2),
        cpu,
        milliseconds2,
      ),
    ];
  });
}

const milliseconds2 = (value: number): string => `${value.toFixed(2)} ms`;
