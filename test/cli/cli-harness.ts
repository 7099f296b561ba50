/** Runs `callboard` commands in a temporary folder: in the test's process, or in a separate one. */
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished, vi } from 'vitest';
import { openCore } from '../../src/operations/core.ts';
import { type Result, runInProcess } from './run-in-process.ts';

const cli = join(import.meta.dirname, '../../src/cli/callboard.ts');

export interface Cli {
  /** The working folder, with the store. */
  folder: string;
  /** Creates the store, as the first start does. */
  createStore(): Promise<void>;
  /** Runs the command in this process; one at a time. */
  run(...args: string[]): Promise<Result>;
  /** Runs it as on a terminal of 100 columns, by default without colors. */
  onTerminal(args: string, env?: Record<string, string>): Promise<Result>;
  /** Runs it with `--json` and parses each line. */
  json(...args: string[]): Promise<Record<string, unknown>[]>;
  /** Runs the command in a separate process. */
  spawn(...args: string[]): Promise<Result>;
  /** Starts a command that keeps running in a separate process. The end of the test kills it. */
  start(...args: string[]): Running;
  /** Starts `serve` in a separate process on a free port; resolves once it listens. */
  serve(): Promise<Running>;
}

export interface Running {
  /** The lines printed so far. */
  printed: readonly string[];
  /** Sends the signal and resolves with the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** A CLI whose whole environment is `env`, a store and a free port. */
export function openCli(env: Record<string, string> = {}): Cli {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const options = { cwd: folder, env: { DATABASE_URL: 'sqlite:test.db', PORT: '0', ...env } };
  const run = (...args: string[]) => runInProcess(args, options);

  return {
    folder,
    createStore: async () => (await openCore(`sqlite:${join(folder, 'test.db')}`)).close(),
    run,
    onTerminal: (args, more = { NO_COLOR: '1' }) =>
      runInProcess(args.split(' '), {
        ...options,
        env: { ...options.env, TERM: 'xterm-256color', ...more },
        terminal: true,
      }),
    async json(...args) {
      const { code, out, err } = await run(...args, '--json');
      if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${err}`);
      return lines(out).map(line => JSON.parse(line));
    },
    spawn: (...args) =>
      new Promise(resolve => {
        execFile(process.execPath, [cli, ...args], options, (error, out, err) => {
          resolve({ code: error ? Number(error.code) : 0, out, err });
        });
      }),
    start: (...args) => start(args, options),
    async serve() {
      const running = start(['serve'], options);
      await vi.waitUntil(() => running.printed.some(line => line.includes('Callboard is running')), {
        timeout: 50_000,
      });
      return running;
    },
  };
}

function start(args: readonly string[], options: { cwd: string; env: Record<string, string> }): Running {
  const child = spawn(process.execPath, [cli, ...args], { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const printed: string[] = [];
  createInterface(child.stdout).on('line', line => void printed.push(line));
  const ended = new Promise<number | null>(resolve => child.on('exit', resolve));
  return {
    printed,
    stop(signal = 'SIGINT') {
      child.kill(signal);
      return ended;
    },
  };
}

export function lines(text: string): string[] {
  return text.split('\n').filter(Boolean);
}
