/** The servers that are measured, each a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Running {
  url: string;
  /** Seconds of CPU that the process has used. */
  cpu(): number;
  stop(): Promise<void>;
}

const folderOf = (path: string) => join(import.meta.dirname, path);

export async function startEcho(): Promise<Running> {
  const child = spawn(process.execPath, [folderOf('echo.ts')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { url, cpu: () => cpuOf(child), stop: () => end(child) };
}

/** `npm start` with a store of its own in a temporary folder; `config` is the text of a callboard.yaml. */
export async function startCallboard(env: Record<string, string>, config: string): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-bench-'));
  writeFileSync(join(folder, 'callboard.yaml'), config);
  const child = spawn(process.execPath, [folderOf('../../src/main.ts')], {
    cwd: folder,
    env: { PATH: process.env.PATH, PORT: '0', LOG_LEVEL: 'info', CALLBOARD_CONFIG: 'callboard.yaml', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await listening(child);
  return {
    url,
    cpu: () => cpuOf(child),
    async stop() {
      await end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The address in the log's line that says so; whatever is logged afterwards is read and left. */
async function listening(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no output');
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    const url = /Callboard listens at (http:\/\/[\w.:]+)/.exec(line)?.[1];
    if (!url) continue;
    child.stdout.resume();
    return url.replace('localhost', '127.0.0.1');
  }
  throw new Error('Callboard did not start');
}

/** Fields 14 and 15 of /proc/<pid>/stat, in hundredths: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function cpuOf(child: ChildProcess): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, 'exit');
  child.kill();
  await exited;
}
