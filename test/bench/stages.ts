/** Where the processor time of an event goes, at 200/s and in a burst: per stage and thread, from node's own profiles. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  const steady = await profile('at 200/s', latencyOf, one => repeat(round => runLatency(one, round * latencyOf)));
  const burst = await profile('in a burst', burstOf, one => repeat(round => runBurst(one, round * burstOf)));
  return [...steady, ...burst];
}

async function repeat(run: (round: number) => Promise<unknown>): Promise<void> {
  for (let round = 0; round < rounds; round++) await run(round);
}

async function profile(
  when: string,
  perRound: number,
  use: (contestant: Contestant) => Promise<void>,
): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-bench-'));
  try {
    const events = perRound * rounds;
    await using chat = await startChat(events);
    {
      const options = ['--cpu-prof', `--cpu-prof-dir=${folder}`];
      await using running = await startCallboard(chat.env, burstRooms, undefined, options);
      await use({ ...running, name: 'now', chat, body: missedCall });
    }
    const threads = readdirSync(folder).map(file => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile);
    return threads.flatMap(thread => describe(thread, when, events));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function describe(thread: Profile, when: string, events: number): Figure[] {
  const stages = timeOfStages(thread);
  const isStore = thread.nodes.some(({ callFrame }) => callFrame.url.endsWith('store/sqlite/worker-entry.ts'));
  const isMain = thread.nodes.some(({ callFrame }) => callFrame.url.endsWith('src/main.ts'));
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
 * without one is the library's, or node's. Starting up is included, which 3,000 events or more outweigh.
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

function stageOfFrame({ functionName, url }: { functionName: string; url: string }, above: string): string {
  if (functionName === '(idle)') return 'idle';
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (functionName === '(program)') return 'system calls and the like';
  const own = /\/src\/(?:(\w+(?:-\w+)*)\/|(\w[\w-]*)\.ts)/.exec(url.includes('node_modules') ? '' : url);
  if (own) return own[1] ? `${own[1]}/` : `${own[2]}.ts`;
  const library = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  return library !== undefined && above === 'node' ? library : above;
}
