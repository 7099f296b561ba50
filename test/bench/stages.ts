/** Where the time of an event goes, at 200/s and in a burst: per stage and thread, from node's own profiles. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { burstOf, burstRooms, runBurst } from './burst.ts';
import { type Figure, plain } from './figures.ts';
import { latencyOf, runLatency } from './latency.ts';
import { startChat } from './servers/chat.ts';
import type { Contestant } from './servers/contestants.ts';
import { startCallboard } from './servers/processes.ts';
import { missedCall } from './webhooks.ts';

/** https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile; times in microseconds. */
interface Profile {
  nodes: { id: number; callFrame: { functionName: string; url: string }; children?: number[] }[];
  samples: number[];
  timeDeltas: number[];
}

/** Rounds of 1,000 at 200/s, or bursts of 5,000. */
const rounds = 3;

export async function measureStages(): Promise<Figure[]> {
  const steady = await profile('at 200/s', latencyOf, (one, round) => runLatency(one, round * latencyOf));
  const burst = await profile('in a burst', burstOf, (one, round) => runBurst(one, round * burstOf));
  return [...steady, ...burst];
}

/** Waits until no thread's profile is written any more. */
async function written(folder: string): Promise<void> {
  let before = -1;
  for (let left = 30; left > 0; left -= 1) {
    await delay(1000);
    const files = readdirSync(folder).length;
    if (files > 1 && files === before) return;
    before = files;
  }
  throw new Error('the server wrote no profiles');
}

async function profile(
  when: string,
  perRound: number,
  use: (contestant: Contestant, round: number) => Promise<unknown>,
): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-bench-'));
  try {
    const events = perRound * rounds;
    await using chat = await startChat(perRound * (rounds + 1));
    const options = ['--import', join(import.meta.dirname, 'servers/profiler.ts')];
    const env = { ...chat.env, PROFILE_FOLDER: folder };
    await using running = await startCallboard(env, burstRooms, undefined, options);
    const one = { ...running, name: 'now', chat, body: missedCall } as const;
    // The first round warms up.
    await use(one, 0);
    process.kill(running.pid, 'SIGUSR2');
    for (let round = 1; round <= rounds; round++) await use(one, round);
    process.kill(running.pid, 'SIGUSR2');
    await written(folder);
    const threads = readdirSync(folder).map(file => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile);
    return threads.flatMap(thread => describe(thread, when, events));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function describe(thread: Profile, when: string, events: number): Figure[] {
  const stages = timeOfStages(thread);
  const has = (path: string) => thread.nodes.some(({ callFrame }) => callFrame.url.includes(path));
  const isStore = has('src/store/sqlite/worker-server.ts');
  const isMain = has('src/sources/receiver.ts');
  if (!isStore && !isMain) return [];
  const name = isStore ? 'SQLite’s thread' : 'main thread';
  const total = [...stages.values()].reduce((sum, time) => sum + time, 0);
  const perEvent = (time: number) => `${(time / 1000 / events).toFixed(3)} ms`;
  return [
    plain(`${when}, ${name}, per event`, total, perEvent),
    ...[...stages]
      .sort(([, a], [, b]) => b - a)
      .filter(([, time]) => time > total / 50)
      .map(([stage, time]) => plain(`– ${stage}`, time, perEvent)),
  ];
}

/**
 * Microseconds per stage: the folder of the innermost function of ours on the stack, with the libraries it calls. Time
 * without one is the library's, or node's.
 */
function timeOfStages({ nodes, samples, timeDeltas }: Profile): Map<string, number> {
  const byId = new Map(nodes.map(node => [node.id, node]));
  const stageOf = new Map<number, string>();
  const visit = (id: number, above: string): void => {
    const node = byId.get(id);
    if (!node) return;
    const stage = stageOfFrame(node.callFrame, above);
    stageOf.set(id, stage);
    for (const child of node.children ?? []) visit(child, stage);
  };
  visit(nodes[0]?.id ?? 0, 'node');
  const times = new Map<string, number>();
  for (const [at, id] of samples.entries()) {
    const stage = stageOf.get(id) ?? 'node';
    if (stage !== 'idle') times.set(stage, (times.get(stage) ?? 0) + (timeDeltas[at] ?? 0));
  }
  return times;
}

/** https://nodejs.org/api/sqlite.html */
const sqliteFunctions: ReadonlySet<string> = new Set(['all', 'exec', 'get', 'prepare', 'run']);

function stageOfFrame({ functionName, url }: { functionName: string; url: string }, above: string): string {
  if (functionName === '(idle)') return 'idle';
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (functionName === '(program)') return 'system calls and the like';
  if (url === '' && above === 'store/' && sqliteFunctions.has(functionName))
    return 'SQLite, with its waits for the disk';
  const own = /\/src\/(?:(\w+(?:-\w+)*)\/|(\w[\w-]*)\.ts)/.exec(url.includes('node_modules') ? '' : url);
  if (own) return own[1] ? `${own[1]}/` : `${own[2]}.ts`;
  const library = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  return library !== undefined && above === 'node' ? library : above;
}
