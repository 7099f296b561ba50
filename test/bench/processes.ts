/** The servers that are measured, each a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sourceEnv } from './webhooks.ts';

/** Ended by `await using`. */
export interface Running extends AsyncDisposable {
  /** Where load is sent. */
  url: string;
}

const pathOf = (file: string) => join(import.meta.dirname, file);

export async function startEcho(): Promise<Running> {
  const child = spawn(process.execPath, [pathOf('echo.ts')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await addressIn(child, /^(http:\S+)/);
  return { url, [Symbol.asyncDispose]: () => end(child) };
}

/** `npm start` with a store of its own in a temporary folder; `config` is the text of a callboard.yaml. */
export async function startCallboard(env: Record<string, string>, config: string): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-bench-'));
  writeFileSync(join(folder, 'callboard.yaml'), config);
  const child = spawn(process.execPath, [pathOf('../../src/main.js')], {
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
    const url = await addressIn(child, /Callboard is running at (http:\/\/[\w.:]+)/);
    return { url: `${url.replace('localhost', '127.0.0.1')}/webhooks/cometchat`, [Symbol.asyncDispose]: stop };
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

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill();
  await exited;
}
