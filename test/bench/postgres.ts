/** PostgreSQL on the same cores, with one and with three replicas, compared with SQLite. Left out where no server answers. */
import { answersPostgres, createPostgres, dropRun, nameRun } from '../postgres.ts';
import { burstOf, burstRooms } from './burst.ts';
import { now } from './clock.ts';
import { atLeast, atMost, type Figure, milliseconds, perSecond, plain } from './figures.ts';
import { runLoad } from './load.ts';
import { type Contestant, startContestant } from './servers/contestants.ts';
import { startCallboard } from './servers/processes.ts';
import { median, percentile } from './statistics.ts';
import { missedCall } from './webhooks.ts';

const rounds = 2;
const noMatch = 4000;
const steady = 1000;
const perRound = burstOf + steady;

interface Reading {
  ingest: number;
  burst: number;
  p50: number;
  p99: number;
}

interface Group {
  urls: readonly string[];
  chat: Contestant['chat'];
}

export async function measurePostgres(): Promise<Figure[]> {
  if (!(await answersPostgres())) {
    console.error('PostgreSQL is left out: no server answers at TEST_DATABASE_URL or 127.0.0.1:5432.');
    return [];
  }
  const run = nameRun();
  try {
    const sqlite = await measureGroup(1, {});
    const one = await measureGroup(1, { DATABASE_URL: await createPostgres(run) });
    const three = await measureGroup(3, { DATABASE_URL: await createPostgres(run) });
    return [
      plain('SQLite: webhooks/s, no rule matches', sqlite.ingest, perSecond),
      plain('SQLite: 5,000 at once, posted', sqlite.burst, perSecond),
      plain('SQLite: webhook to chat request at 200/s, p50', sqlite.p50, milliseconds),
      ...describe('PostgreSQL, one replica', one, sqlite),
      ...describe('PostgreSQL, three replicas', three, sqlite),
    ];
  } finally {
    await dropRun(run);
  }
}

function describe(what: string, reading: Reading, sqlite: Reading): Figure[] {
  return [
    atLeast(`${what}: webhooks/s, no rule matches`, reading.ingest, 0.5 * sqlite.ingest, perSecond),
    atLeast(`${what}: 5,000 at once, posted`, reading.burst, 0.5 * sqlite.burst, perSecond),
    atMost(`${what}: webhook to chat request at 200/s, p50`, reading.p50, 4 * sqlite.p50, milliseconds),
    plain(`${what}: the same, p99`, reading.p99, milliseconds),
  ];
}

async function measureGroup(replicas: number, env: Record<string, string>): Promise<Reading> {
  await using stack = new AsyncDisposableStack();
  const callers = perRound * (rounds + 1);
  const first = stack.use((await startContestant('now', { rooms: burstRooms, callers, env })) as Contestant);
  const group = { urls: [first.url], chat: first.chat };
  for (let more = 1; more < replicas; more++) {
    group.urls.push(stack.use(await startCallboard({ ...first.chat.env, ...env }, burstRooms)).url);
  }
  const readings: Reading[] = [];
  // The first warms up.
  for (let round = 0; round <= rounds; round++) readings.push(await read(group, round));
  const typical = (value: keyof Reading) => median(readings.slice(1).map(reading => reading[value]));
  return { ingest: typical('ingest'), burst: typical('burst'), p50: typical('p50'), p99: typical('p99') };
}

async function read({ urls, chat }: Group, round: number): Promise<Reading> {
  const desk = (n: number) => burstRooms[n % burstRooms.length]?.desk as string;
  const ingest = await spread(urls, 10_000_000 + round * noMatch, noMatch, () => 'nobody');
  const first = round * perRound;
  const startedAt = now();
  await spread(urls, first, burstOf, desk);
  await chat.arrived(first, first + burstOf);
  const last = chat.arrivedAt.subarray(first, first + burstOf).reduce((latest, at) => Math.max(latest, at));
  const sentAt: number[] = [];
  await spread(urls, first + burstOf, steady, desk, { every: 5, sent: n => (sentAt[n] = now()) });
  await chat.arrived(first + burstOf, first + perRound);
  const took = sentAt.map((at, n) => (chat.arrivedAt[first + burstOf + n] ?? Number.NaN) - at);
  return {
    ingest: (noMatch / ingest) * 1000,
    burst: (burstOf / (last - startedAt)) * 1000,
    p50: percentile(took, 0.5),
    p99: percentile(took, 0.99),
  };
}

/** Sends to all replicas in turn. Resolves with the milliseconds of the slowest. */
async function spread(
  urls: readonly string[],
  first: number,
  requests: number,
  desk: (n: number) => string,
  { every, sent }: { every?: number; sent?: (n: number) => void } = {},
): Promise<number> {
  const took = urls.map((url, replica) => {
    const number = (n: number) => n * urls.length + replica;
    const own = Math.ceil((requests - replica) / urls.length);
    return runLoad({
      url,
      connections: Math.ceil(32 / urls.length),
      requests: own,
      body: n => missedCall(first + number(n), desk(number(n))),
      ...(every !== undefined && { every: every * urls.length }),
      ...(sent && { sent: n => sent(number(n)) }),
    });
  });
  return Math.max(...(await Promise.all(took)));
}
