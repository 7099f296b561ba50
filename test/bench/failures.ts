/** A fifth of all posts is answered 500: 300 events at 200 a second to 4 channels, and the order within each. */
import { now } from './clock.ts';
import { atMost, count, type Figure, seconds, withOthers } from './figures.ts';
import { runLoad } from './load.ts';
import { type Contestant, type Name, withContestants } from './servers/contestants.ts';
import { percentile } from './statistics.ts';
import { slackRooms } from './webhooks.ts';

const requests = 300;
const every = 5;
const rooms = slackRooms(4);

export function measureFailures(): Promise<Figure[]> {
  const setup = { rooms, callers: requests, failing: 0.2 };
  return withContestants(['koa', 'alertmanager', 'before', 'now'], setup, async contestants => {
    // They share no chat side, and wait most of the time.
    const readings = Object.fromEntries(
      await Promise.all(contestants.map(async one => [one.name, await run(one)] as const)),
    ) as Record<Name, Reading>;
    const of = (value: keyof Reading) =>
      Object.fromEntries(Object.entries(readings).map(([name, reading]) => [name, reading[value]]));
    const { now: own } = readings;
    return [
      withOthers(
        atMost('20 % of posts answered 500: webhook to post, p50', own.p50, 5000, seconds),
        of('p50'),
        seconds,
      ),
      withOthers({ what: 'the same, p99', measured: seconds(own.p99) }, of('p99'), seconds),
      withOthers(atMost('the same: out of order', own.disordered, 0, count), of('disordered'), count),
      withOthers(atMost('the same: never posted', own.lost, 0, count), of('lost'), count),
    ];
  });
}

interface Reading {
  p50: number;
  p99: number;
  /** Messages that arrived before an earlier one of their channel. */
  disordered: number;
  lost: number;
}

async function run({ url, chat, body }: Contestant): Promise<Reading> {
  const sentAt: number[] = [];
  await runLoad({
    url,
    connections: 4,
    requests,
    every,
    body: n => body(n, rooms[n % rooms.length]?.desk as string),
    sent(n) {
      sentAt[n] = now();
    },
  });
  await chat.arrived(0, requests, 180_000).catch(() => {});
  const arrived = [...chat.arrivedAt];
  const took = arrived.flatMap((at, n) => (at === 0 ? [] : [at - (sentAt[n] as number)]));
  const isEarly = (at: number, n: number) => {
    const later = arrived.filter((_, other) => other < n && other % rooms.length === n % rooms.length);
    return at !== 0 && later.some(other => other > at);
  };
  return {
    p50: percentile(took, 0.5),
    p99: percentile(took, 0.99),
    disordered: arrived.filter(isEarly).length,
    lost: arrived.filter(at => at === 0).length,
  };
}
