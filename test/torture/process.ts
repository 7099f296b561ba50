/** A server in its own process that is killed, stopped and started again, as its supervisor would. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

export interface ServerProcess {
  readonly url: string;
  /** The running process's id; undefined between two processes. */
  readonly pid: number | undefined;
  /** How often it was killed. */
  readonly kills: number;
  /** Unexpected ends after it listened. */
  readonly crashes: string[];
  /** Starts that failed; each was tried again. */
  readonly failedStarts: number;
  /** Stops by SIGTERM that were cut short. */
  readonly badStops: number;
  start(): void;
  /** Resolves once it takes webhooks, or after so many milliseconds. */
  ready(atMost: number): Promise<void>;
  /** Ends it with this signal, and resolves when it is gone. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  close(): Promise<void>;
}

const entry = new URL('server.ts', import.meta.url).pathname;
/** A server logs this once it accepts webhooks. */
const readyText = 'Callboard is running at';

/** `env` without PORT; what it prints is written to the file `logFile`. */
export function createServerProcess(env: Record<string, string>, port: number, logFile: string): ServerProcess {
  const log = createWriteStream(logFile, { flags: 'a' });
  const crashes: string[] = [];
  let kills = 0;
  let badStops = 0;
  let failedStarts = 0;
  let wanted = false;
  let running: { child: ChildProcess; gone: Promise<unknown>; listening: boolean } | null = null;

  function start(): void {
    wanted = true;
    if (running) return;
    // The log goes through this process, which has no full disk.
    const child = spawn(process.execPath, [entry], {
      env: { PATH: process.env.PATH, ...env, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const one = { child, gone: once(child, 'exit'), listening: false };
    running = one;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        one.listening ||= chunk.includes(readyText);
        log.write(chunk);
      });
    }
    child.once('exit', (code, signal) => {
      note(log, `ended with ${signal ?? code}`);
      if (running !== one) return;
      running = null;
      if (one.listening) crashes.push(`${code ?? signal}`);
      else failedStarts += 1;
      setTimeout(() => {
        if (wanted && running === null) start();
      }, 200);
    });
    note(log, `started, process ${child.pid}`);
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const one = running;
    wanted = false;
    running = null;
    if (!one) return;
    note(log, signal);
    one.child.kill(signal);
    await one.gone;
    if (signal === 'SIGKILL') kills += 1;
    else if (one.child.exitCode) badStops += 1;
  }

  return {
    url: `http://127.0.0.1:${port}`,
    get pid() {
      return running?.child.pid;
    },
    get kills() {
      return kills;
    },
    crashes,
    get failedStarts() {
      return failedStarts;
    },
    get badStops() {
      return badStops;
    },
    start,
    async ready(atMost) {
      const end = performance.now() + atMost;
      while (!running?.listening && performance.now() < end) await delay(20);
    },
    end,
    async close() {
      await end('SIGTERM');
      await new Promise(resolve => log.end(resolve));
    },
  };
}

function note(log: WriteStream, what: string): void {
  log.write(`${JSON.stringify({ torture: what, time: Date.now() })}\n`);
}
