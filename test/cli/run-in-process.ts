/** Runs the command line in the test's process, with its own folder, environment, output and exit code. */
import { WriteStream } from 'node:tty';
import { format } from 'node:util';
import { vi } from 'vitest';
import { fail } from '../../src/cli/output.ts';
import { createProgram } from '../../src/cli/program.ts';

export interface Result {
  code: number;
  out: string;
  err: string;
}

interface Environment {
  cwd: string;
  /** The complete environment variables. */
  env: Record<string, string>;
  /** Whether the output goes to a terminal of 100 columns. */
  terminal?: boolean;
}

/** Thrown where Commander would end the process. */
class Exit extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`The command ends with ${code}.`);
    this.code = code;
  }
}

let last: Promise<unknown> = Promise.resolve();

/** Runs one command at a time, since commands in one process share its folder and environment. */
export function runInProcess(args: readonly string[], environment: Environment): Promise<Result> {
  const result = last.then(() => run(args, environment));
  last = result.catch(() => {});
  return result;
}

async function run(args: readonly string[], { cwd, env, terminal }: Environment): Promise<Result> {
  const before = { cwd: process.cwd(), env: process.env, exitCode: process.exitCode };
  const printed = { out: '', err: '' };
  const writeTo = (name: 'out' | 'err') => (text: unknown) => {
    printed[name] += String(text);
    return true;
  };
  const printTo =
    (name: 'out' | 'err') =>
    (...values: unknown[]) =>
      void writeTo(name)(`${format(...values)}\n`);
  const spies = [
    vi.spyOn(console, 'log').mockImplementation(printTo('out')),
    vi.spyOn(console, 'error').mockImplementation(printTo('err')),
    vi.spyOn(process.stdout, 'write').mockImplementation(writeTo('out')),
    vi.spyOn(process.stderr, 'write').mockImplementation(writeTo('err')),
  ];
  const restore = terminal ? becomeTerminal() : () => {};
  process.chdir(cwd);
  process.env = env;
  process.exitCode = undefined;
  try {
    const code = await parse(args);
    return { code, ...printed };
  } finally {
    process.chdir(before.cwd);
    process.env = before.env;
    process.exitCode = before.exitCode;
    for (const spy of spies) spy.mockRestore();
    restore();
  }
}

/** Makes stdout look like a terminal. Node's own `getColorDepth` still reads NO_COLOR. */
function becomeTerminal(): () => void {
  const { stdout } = process;
  const properties = { isTTY: true, columns: 100, getColorDepth: WriteStream.prototype.getColorDepth };
  const before = Object.entries(properties).map(([name, value]) => {
    const own = Object.getOwnPropertyDescriptor(stdout, name);
    Object.defineProperty(stdout, name, { value, configurable: true, writable: true });
    return [name, own] as const;
  });
  return () => {
    for (const [name, own] of before) {
      if (own) Object.defineProperty(stdout, name, own);
      else Reflect.deleteProperty(stdout, name);
    }
  };
}

/** Resolves with the exit code. */
async function parse(args: readonly string[]): Promise<number> {
  const program = createProgram();
  for (const command of [program, ...program.commands]) {
    command.exitOverride(({ exitCode }) => {
      throw new Exit(exitCode);
    });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof Exit) return error.code;
    fail(error);
  }
  return Number(process.exitCode ?? 0);
}
