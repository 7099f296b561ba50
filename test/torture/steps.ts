/** Carries out a plan: each step at its time, and steps with the same target one after the other. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Room } from './channels.ts';
import { setDiskFull } from './disk.ts';
import type { Step } from './plan.ts';
import type { Platforms } from './platforms.ts';
import type { ServerProcess } from './process.ts';
import type { Store } from './store.ts';

export interface Scene {
  servers: readonly ServerProcess[];
  platforms: Platforms;
  store: Store;
  rooms: readonly Room[];
}

/** Resolves when all steps are over; `log` gets a line for each. */
export async function carryOut(plan: readonly Step[], scene: Scene, log: (line: string) => void): Promise<void> {
  const began = performance.now();
  const last = new Map<string, Promise<void>>();
  for (const step of plan) {
    await delay(Math.max(0, step.at - (performance.now() - began)));
    const { concerns, act } = actionOf(step, scene);
    const next = (last.get(concerns) ?? Promise.resolve()).then(act);
    last.set(concerns, next);
    log(`${(step.at / 1000).toFixed(1)} s: ${step.kind} of ${concerns}, ${step.lasts} ms`);
  }
  await Promise.all(last.values());
}

function actionOf(
  { kind, target, lasts }: Step,
  { servers, platforms, store, rooms }: Scene,
): { concerns: string; act: () => Promise<void> } {
  switch (kind) {
    case 'kill':
      return { concerns: `server ${target}`, act: () => restart(at(servers, target), 'SIGKILL', lasts) };
    case 'sudden kill':
      return { concerns: `server ${target}`, act: () => restart(at(servers, target), 'SIGKILL', null) };
    case 'stop':
      return { concerns: `server ${target}`, act: () => restart(at(servers, target), 'SIGTERM', lasts) };
    case 'kill of all':
      return { concerns: 'all servers', act: () => killAll(servers) };
    case 'freeze':
      return { concerns: `server ${target}`, act: () => freeze(at(servers, target), lasts) };
    case 'full disk':
      return { concerns: `disk ${target}`, act: () => fillDisk(at(servers, target), lasts) };
    case 'outage':
      return { concerns: `platform ${target}`, act: () => platforms.outage(target, lasts) };
    case 'revoke':
      return { concerns: `token ${target}`, act: () => platforms.revoke(target, lasts) };
    case 'uninvite': {
      const room = at(rooms, target);
      return { concerns: room.address, act: () => platforms.uninvite(room, lasts) };
    }
    case 'closed database':
      return { concerns: 'database', act: () => store.shut(lasts) };
    case 'crash of the database':
    case 'stop of the database': {
      const how = kind === 'crash of the database' ? 'crash' : 'stop';
      return { concerns: 'database', act: async () => store.restart?.(how, lasts) };
    }
  }
}

/** Milliseconds that a kill waits for a server to start. */
const startPatience = 15_000;

/** `after` is how many milliseconds it has taken webhooks; null: it may be starting. */
async function restart(server: ServerProcess, signal: 'SIGKILL' | 'SIGTERM', after: number | null): Promise<void> {
  if (after !== null) {
    await server.ready(startPatience);
    await delay(after);
  }
  await server.end(signal);
  server.start();
}

async function killAll(servers: readonly ServerProcess[]): Promise<void> {
  await Promise.all(servers.map(server => server.end('SIGKILL')));
  for (const server of servers) server.start();
}

async function freeze(server: ServerProcess, milliseconds: number): Promise<void> {
  await server.ready(startPatience);
  const { pid } = server;
  signal(pid, 'SIGSTOP');
  await delay(milliseconds);
  signal(pid, 'SIGCONT');
}

/** Sends a signal to a process that may have ended. */
function signal(pid: number | undefined, name: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(pid, name);
  } catch {}
}

/** Fills the disk of the current process. A process that starts in the meantime has room again. */
async function fillDisk({ pid }: ServerProcess, milliseconds: number): Promise<void> {
  setDiskFull(pid, true);
  await delay(milliseconds);
  setDiskFull(pid, false);
}

function at<T>(all: readonly T[], index: number): T {
  const found = all[index];
  if (found === undefined) throw new Error(`The plan has a target ${index} that is not there.`);
  return found;
}
