/**
 * 10,000 invalid requests to the real app in a separate process. `FUZZ_SEED` sends those of a run
 * that failed again.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../src/store/database.ts';
import { findEvent } from '../../src/store/events/events.ts';
import { putChannel } from '../../src/store/settings/channels.ts';
import { createTestDatabase, type TestDatabase } from '../databases.ts';
import { providerEnv, send } from '../e2e/providers.ts';
import { type Wild, wild } from './arbitrary-requests.ts';
import type { Standing } from './fuzzed.ts';
import { dial, exchange, statusesOf } from './raw-http.ts';

const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
/** Requests before the memory is looked at for the first time, and from then on. */
const warmUp = 2000;
const measured = 8000;
/** Connections at once. */
const width = 64;
/** Bytes that each of the latter may leave behind: up to 60 are seen, since caches still fill. */
const growth = 100;

/**
 * Code that is thrown away when it was not used for a while would hide what stays; code that is compiled again once it is
 * hot is megabytes that come sooner or later, as the machine has time.
 */
const memoryFlags = ['--expose-gc', '--no-flush-bytecode', '--no-opt', '--no-maglev', '--no-sparkplug'];

let place: TestDatabase;
let child: ChildProcess;
let ended: Promise<unknown>;
let url: string;
beforeAll(async () => {
  place = await createTestDatabase('sqlite');
  await prepare();
  const env = { ...providerEnv, PORT: '0', DATABASE_URL: place.url };
  child = fork(join(import.meta.dirname, 'fuzzed.ts'), [JSON.stringify(env)], { execArgv: memoryFlags });
  ended = once(child, 'exit');
  ({ url } = await hear());
});
afterAll(async () => {
  if (child.connected) child.disconnect();
  await ended;
  await place.remove();
});

/** Only some events are posted: writing thousands of messages would take longer than everything else. */
async function prepare(): Promise<void> {
  const database = await openDatabase(place.url);
  const rulesByChannel = { calls: [{ on: 'call.*', do: 'post' } as const], everything: [] };
  for (const [name, rules] of Object.entries(rulesByChannel))
    await putChannel(database.db, { address: `preview:demo/${name}`, timezone: null, rules });
  await database.close();
}

async function hear(): Promise<Standing> {
  const end = ended.then(how => {
    throw new Error(`The process ended: ${how}.`);
  });
  const [standing] = await Promise.race([once(child, 'message'), end]);
  return standing;
}

async function stand(): Promise<Standing> {
  child.send('stand');
  return hear();
}

/** Ids of the events that were answered for. */
const accepted = new Set<string>();

async function sendWild(one: Wild): Promise<void> {
  const said = await exchange(url, one.bytes, one.manner);
  const statuses = statusesOf(said);
  const description = JSON.stringify(one.bytes.toString('latin1').slice(0, 2000));
  for (const status of statuses) expect(status, description).toBeLessThan(500);
  const taken = statuses.filter(status => status < 300);
  if (one.proper) expect(taken, description).toHaveLength(one.requests);
  for (const [, id] of said.matchAll(/"status":"[a-z]+","id":"(evt_[0-9a-f]+)"/g)) accepted.add(id as string);
}

/** Connections without end, the same ones for the same seed. */
function* drawWild(): Generator<Wild> {
  for (let batch = 0; ; batch++) yield* fc.sample(wild, { seed: seed + batch, numRuns: 200 });
}

/** Sends connections until they make so many requests. */
async function sendRequests(count: number, connections: Generator<Wild>): Promise<void> {
  let sent = 0;
  const work = async () => {
    while (sent < count) {
      const { value: one } = connections.next();
      sent += one.requests;
      await sendWild(one);
    }
  };
  await Promise.all(Array.from({ length: width }, work));
}

/** Connections that are open the whole time and get no further than a byte now and then. */
async function dribble(): Promise<() => void> {
  const openings = ['', 'POST', 'POST /webhooks/cometchat HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\n{'];
  const sockets: Socket[] = [];
  for (let count = 0; count < 30; count++) {
    const socket = await dial(url);
    socket.on('error', () => {}).resume();
    socket.write(openings[count % openings.length] as string);
    sockets.push(socket);
  }
  const timer = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write(' ');
  }, 100);
  return () => {
    clearInterval(timer);
    for (const socket of sockets) socket.destroy();
  };
}

test('10,000 wild requests: no 5xx, no error, no crash, no growth, and nothing that was accepted is missing', async ({
  onTestFailed,
}) => {
  onTestFailed(() => console.error(`FUZZ_SEED=${seed}`));
  const letGo = await dribble();
  const connections = drawWild();
  await sendRequests(warmUp, connections);
  // A leak grows in every window. A cache that fills, or code that is compiled late, grows in one.
  let before = await stand();
  let grown = Number.POSITIVE_INFINITY;
  for (let window = 0; window < 3 && grown >= measured * growth; window++) {
    await sendRequests(measured, connections);
    const after = await stand();
    expect(after.errors).toEqual([]);
    grown = after.memory - before.memory;
    before = after;
  }
  letGo();
  expect(grown).toBeLessThan(measured * growth);

  const webhook = { trigger: 'after_the_storm' };
  const answer = await send(url, 'cometchat', webhook);
  expect(answer.status).toBe(200);
  accepted.add((await answer.json()).id);

  const database = await openDatabase(place.url);
  const missing = [];
  for (const id of accepted) if (!(await findEvent(database.db, id))) missing.push(id);
  await database.close();
  expect(missing).toEqual([]);
  // Some 1,000, by the seed.
  expect(accepted.size).toBeGreaterThan(500);
}, 600_000);
