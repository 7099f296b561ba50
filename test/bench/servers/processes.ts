/** The servers that are measured, each a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { configOf, type Room, sourceEnv } from '../webhooks.ts';

/** Ended by `await using`. */
export interface Running extends AsyncDisposable {
  /** Where load is sent. */
  url: string;
  pid: number;
}

const pathOf = (file: string) => join(import.meta.dirname, file);

export const startEcho = (): Promise<Running> => startBare('echo.ts', {});

export function startKoaWithRetry(rooms: readonly Room[], api: string): Promise<Running> {
  const channels = Object.fromEntries(rooms.map(({ desk, id }) => [desk, id]));
  return startBare('koa-with-retry.ts', { API: api, ROOMS: JSON.stringify(channels) });
}

async function startBare(file: string, env: Record<string, string>): Promise<Running> {
  const child = spawn(process.execPath, [pathOf(file)], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const abandon = () => child.kill('SIGKILL');
  process.once('exit', abandon);
  const url = await addressIn(child, /^(http:\S+)/);
  const stop = async () => {
    await end(child);
    process.off('exit', abandon);
  };
  return { url, pid: child.pid as number, [Symbol.asyncDispose]: stop };
}

const ownFolder = join(import.meta.dirname, '../../..');

/** The file that `npm start` runs. It was main.ts before. */
function entryOf(checkout: string): string {
  const [path = '', earlier = ''] = ['main.js', 'main.ts'].map(name => join(checkout, 'src', name));
  return existsSync(path) ? path : earlier;
}

/**
 * `npm start` with a store of its own in a temporary folder. `config` is the text of a callboard.yaml, or the rooms that
 * each get the one rule for their desk. `checkout` is another checkout of Callboard.
 */
export async function startCallboard(
  env: Record<string, string>,
  config: string | readonly Room[],
  checkout = ownFolder,
  nodeOptions: readonly string[] = [],
): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-bench-'));
  writeFileSync(join(folder, 'callboard.yaml'), typeof config === 'string' ? config : configOf(config));
  const child = spawn(process.execPath, [...nodeOptions, entryOf(checkout)], {
    cwd: folder,
    env: { PATH: process.env.PATH, PORT: '0', CALLBOARD_CONFIG: 'callboard.yaml', ...sourceEnv, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const discard = () => rmSync(folder, { recursive: true, force: true });
  // When the bench is interrupted.
  const abandon = () => {
    child.kill('SIGKILL');
    discard();
  };
  process.once('exit', abandon);
  const stop = async () => {
    await end(child);
    discard();
    process.off('exit', abandon);
  };
  try {
    const url = await addressIn(child, /Callboard (?:is running|listens) at (http:\/\/[\w.:]+)/);
    const address = url.replace('localhost', '127.0.0.1');
    return { url: `${address}/webhooks/cometchat`, pid: child.pid as number, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The address in the first line that has one; whatever is printed afterwards is read and left. */
async function addressIn(child: ChildProcess, pattern: RegExp): Promise<string> {
  if (!child.stdout) throw new Error('the output of a server is not piped');
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    const address = pattern.exec(line)?.[1];
    if (address === undefined) continue;
    child.stdout.resume();
    return address;
  }
  throw new Error('a server did not start');
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill();
  await exited;
}
