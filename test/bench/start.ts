/** From the start of the process, with a new store, to the answer of the first webhook. */
import { now } from './clock.ts';
import { atMost, type Figure, seconds, withOthers } from './figures.ts';
import { runLoad } from './load.ts';
import { type Name, startContestant } from './servers/contestants.ts';
import { median } from './statistics.ts';
import { slackRooms } from './webhooks.ts';

const rounds = 7;
const names: readonly Name[] = ['echo', 'koa', 'alertmanager', 'before', 'now'];

export async function measureStart(): Promise<Figure[]> {
  const took = new Map<Name, number[]>();
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const startedAt = now();
      const started = await startContestant(name, { rooms: slackRooms(1), callers: 1 });
      if (!started) continue;
      await using one = started;
      await runLoad({ url: one.url, connections: 1, requests: 1, body: () => one.body(0, 'slack-0') });
      took.getOrInsertComputed(name, () => []).push(now() - startedAt);
    }
  }
  const typical = Object.fromEntries([...took].map(([name, all]) => [name, median(all)])) as Record<Name, number>;
  return [
    withOthers(
      atMost('start to the first accepted webhook', typical.now, 2.5 * typical.echo, seconds),
      typical,
      seconds,
    ),
  ];
}
