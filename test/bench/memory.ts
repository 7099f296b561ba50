/** Resident memory: idle, after 5,000 posts, and a minute later. */
import { setTimeout as delay } from 'node:timers/promises';
import { startFakeDiscord } from '../fakes/discord/index.ts';
import { burstOf, burstRooms, runBurst } from './burst.ts';
import { now } from './clock.ts';
import { atMost, below, type Figure, megabytes, withOthers } from './figures.ts';
import { memoryOf } from './process-usage.ts';
import { type Contestant, type Name, startContestant } from './servers/contestants.ts';

/** Milliseconds. */
const idle = 5000;
const minute = 60_000;

type Moment = 'idle' | 'after' | 'later';
type Reading = Record<Moment, number>;

export async function measureMemory(): Promise<Figure[]> {
  const discord = await startFakeDiscord();
  await using stack = new AsyncDisposableStack();
  stack.defer(() => discord.close());
  const setup = { rooms: burstRooms, callers: burstOf };
  const start = async (name: Name, env = {}) => {
    const started = await startContestant(name, { ...setup, env });
    return started && stack.use(started);
  };
  const contestants: (readonly [string, Contestant | null])[] = [];
  for (const name of ['koa', 'alertmanager', 'before', 'now'] as const) contestants.push([name, await start(name)]);
  const both = { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url };
  contestants.push(['both', await start('now', both)]);
  await delay(idle);
  const readings = await Promise.all(
    (await burstInTurn(contestants)).map(async ({ name, contestant, endedAt, reading }) => {
      await delay(endedAt + minute - now());
      return [name, { ...reading, later: memoryOf(contestant.pid) }] as const;
    }),
  );
  const bytes: Record<string, Reading> = Object.fromEntries(readings);
  return [...describe('Slack only', bytes, 'now'), ...describe('Slack and Discord', bytes, 'both')];
}

async function burstInTurn(contestants: readonly (readonly [string, Contestant | null])[]) {
  const done: { name: string; contestant: Contestant; endedAt: number; reading: Omit<Reading, 'later'> }[] = [];
  for (const [name, contestant] of contestants) {
    if (!contestant) continue;
    const before = memoryOf(contestant.pid);
    await runBurst(contestant, 0);
    done.push({ name, contestant, endedAt: now(), reading: { idle: before, after: memoryOf(contestant.pid) } });
  }
  return done;
}

function describe(what: string, bytes: Record<string, Reading>, own: 'now' | 'both'): Figure[] {
  const at = (moment: Moment): Record<string, number> =>
    own === 'now' ? Object.fromEntries(Object.entries(bytes).map(([name, reading]) => [name, reading[moment]])) : {};
  const others = (moment: Moment): Partial<Record<Name, number>> => {
    const { both: _, ...rest } = at(moment);
    return rest;
  };
  const value = (moment: Moment) => bytes[own]?.[moment] ?? Number.NaN;
  const of = (moment: Moment, text: string, limit: number) => {
    const name = `memory, ${what}: ${text}`;
    const judge = moment === 'later' ? below : atMost;
    const figure =
      own === 'now' ? judge(name, value(moment), limit, megabytes) : { what: name, measured: megabytes(value(moment)) };
    return withOthers(figure, others(moment), megabytes);
  };
  return [of('idle', 'idle', 150e6), of('after', 'after 5,000 posts', 260e6), of('later', 'a minute later', 200e6)];
}
