/** Runs `callboard` commands in a temporary folder: in the test's process, or in a separate one. */
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { type Result, runInProcess } from './run-in-process.ts';

const cli = join(import.meta.dirname, '../../src/cli/callboard.ts');

export interface Cli {
  /** The working folder, with the store. */
  folder: string;
  /** Runs the command in this process; one at a time. */
  run(...args: string[]): Promise<Result>;
  /** Runs it as on a terminal of 100 columns, by default without colors. */
  onTerminal(args: string, env?: Record<string, string>): Promise<Result>;
  /** Runs it with `--json` and parses each line. */
  json(...args: string[]): Promise<Record<string, unknown>[]>;
  /** Runs the command in a separate process. */
  spawn(...args: string[]): Promise<Result>;
  /** Starts `serve` in a separate process on a free port; resolves once it listens. */
  serve(): Promise<Server>;
}

export interface Server {
  /** The first log line that matches, past lines included. */
  logged(matches: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>;
  /** Sends SIGTERM and resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** A CLI whose whole environment is `env`, a store and a free port. */
export function openCli(env: Record<string, string> = {}): Cli {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const options = { cwd: folder, env: { DATABASE_URL: 'sqlite:test.db', PORT: '0', ...env } };
  const run = (...args: string[]) => runInProcess(args, options);

  return {
    folder,
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
    async serve() {
      const child = spawn(process.execPath, [cli, 'serve'], { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
      onTestFinished(() => void child.kill('SIGKILL'));
      const ended = new Promise<number | null>(resolve => child.on('exit', resolve));
      const server = {
        ...watch(child.stdout),
        stop() {
          child.kill('SIGTERM');
          return ended;
        },
      };
      await server.logged(({ msg }) => String(msg).startsWith('Callboard is running'));
      return server;
    },
  };
}

export function lines(text: string): string[] {
  return text.split('\n').filter(Boolean);
}

function watch(stream: NodeJS.ReadableStream): Pick<Server, 'logged'> {
  const seen: Record<string, unknown>[] = [];
  const waiting = new Set<() => void>();
  createInterface(stream).on('line', line => {
    seen.push(JSON.parse(line));
    for (const check of waiting) check();
  });
  return {
    logged: matches =>
      new Promise(resolve => {
        const check = () => {
          const line = seen.find(matches);
          if (!line) return;
          waiting.delete(check);
          resolve(line);
        };
        waiting.add(check);
        check();
      }),
  };
}
