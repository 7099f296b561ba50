/** A torture run from its start to its outcome. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/store/database.ts';
import { putChannel } from '../../src/store/settings/channels.ts';
import { providerEnv } from '../e2e/providers.ts';
import { seedCards } from './cards.ts';
import { makeCardRooms, makeRooms, type Room, ruleOf } from './channels.ts';
import { canFillDisk } from './disk.ts';
import { judge } from './judge.ts';
import type { Options } from './options.ts';
import { makePlan } from './plan.ts';
import { startPlatforms } from './platforms.ts';
import { findPort } from './ports.ts';
import { createServerProcess, type ServerProcess } from './process.ts';
import { createRandom } from './random.ts';
import { type Outcome, readFigures } from './report.ts';
import { startSenders } from './sender.ts';
import { carryOut } from './steps.ts';
import { openPostgresStore, openSqliteStore, type Store } from './store.ts';
import { readTimerFigures, seedTimers } from './timers.ts';

const roomCount = 12;
/** Milliseconds between two calls of one sender, on average. */
const pause = 200;
/** Milliseconds, after the failures end, in which everything must be answered, and then sent. */
const atMost = 120_000;

/** Runs the torture; `log` gets its progress. */
export async function torture(options: Options, log: (line: string) => void): Promise<Outcome> {
  const { seed, database, replicas, batchAfter } = options;
  const random = createRandom(seed);
  const folder = mkdtempSync(join(tmpdir(), 'callboard-torture-'));
  log(`seed ${seed}, ${database}, servers: ${replicas}, BATCH_AFTER=${batchAfter}, logs in ${folder}`);

  const rooms = makeRooms(roomCount, 'T0123');
  const poison = new Set<string>();
  // A lane that never batches can't catch up within the rate limits.
  const limited = batchAfter !== 'off';
  const store = database === 'sqlite' ? openSqliteStore(folder) : await openPostgresStore(options.ownServer);
  const platforms = await startPlatforms({ rooms, random: random.fork(), poison, limited });
  const env = { ...providerEnv, ...platforms.env, DATABASE_URL: store.url, BATCH_AFTER: batchAfter };
  const servers = await createServers(replicas, folder, limited ? env : { ...env, SLACK_RATE: 'off' });
  const scene = { servers, platforms, store, rooms };
  const plan = makePlan({ ...options, rooms: roomCount, ...findCapabilities(store, options, log) }, random.fork());
  const senderOptions = { rooms, urls: servers.map(({ url }) => url), random: random.fork(), pause, poison };

  try {
    await prepareStore(store, rooms, options.seconds);
    for (const server of servers) server.start();
    await Promise.all(servers.map(server => server.ready(atMost)));

    const began = performance.now();
    const startedAt = Date.now();
    const senders = startSenders(senderOptions);
    await carryOut(plan, scene, log);
    await platforms.recover();
    log('all failures are over');
    const recoveredAt = performance.now();
    await senders.finish(atMost);
    const { findings, ledger, timers, cards } = await judge(scene, senders.sent, atMost);

    const figures = readFigures(plan, scene, senders.sent);
    for (const [name, value] of readTimerFigures(timers, startedAt)) figures.set(name, value);
    for (const what of ['post', 'edit', 'reply'] as const)
      figures.set(`of cards: ${what}`, cards.filter(one => one.what === what).length);
    figures.set(
      'superseded',
      ledger.reduce((sum, line) => sum + line.superseded, 0),
    );
    for (const account of ['posted', 'batched'] as const) {
      figures.set(
        account,
        ledger.reduce((sum, line) => sum + line[account], 0),
      );
    }
    figures.set('seconds with failures', Math.round((recoveredAt - began) / 1000));
    figures.set('seconds until all was sent', Math.round((performance.now() - recoveredAt) / 1000));
    return { findings, figures, folder };
  } finally {
    for (const server of servers) await server.end('SIGKILL');
    await platforms.close();
    await store.close();
  }
}

/** Returns what this machine supports, and logs what it doesn't. */
function findCapabilities(
  store: Store,
  { database, ownServer }: Options,
  log: (line: string) => void,
): { ownServer: boolean; disk: boolean } {
  const can = { ownServer: store.restart !== null, disk: canFillDisk() };
  if (database === 'postgres' && ownServer && !can.ownServer) {
    log('No PostgreSQL server of our own can be started here: it is not restarted, its connections are cut instead.');
  }
  if (database === 'sqlite' && !can.disk) log('There is no prlimit here: the disk is never full.');
  return can;
}

async function prepareStore({ url }: Store, rooms: readonly Room[], seconds: number): Promise<void> {
  const { db, close } = await openDatabase(url);
  await db.transaction().execute(async tx => {
    for (const room of rooms) await putChannel(tx, ruleOf(room));
  });
  await seedTimers(db, seconds);
  await seedCards(
    db,
    makeCardRooms('T0123').map(({ address }) => address),
    seconds,
  );
  await close();
}

async function createServers(count: number, folder: string, env: Record<string, string>): Promise<ServerProcess[]> {
  const servers: ServerProcess[] = [];
  for (let at = 0; at < count; at++) {
    servers.push(createServerProcess(env, await findPort(), join(folder, `server-${at}.log`)));
  }
  return servers;
}
