/** Helpers of all commands: the store, errors, `--json` and option values. */
import { type Command, Option } from 'commander';
import { readConfig } from '../config.ts';
import { endWithSuggestion, nearest } from '../did-you-mean.ts';
import { type Core, openCore } from '../operations/core.ts';
import { databaseExists } from '../store/database.ts';
import { describeFailure } from '../store/describe-database-error.ts';
import { parseDuration } from '../util/duration.ts';
import { listOr } from '../util/lists.ts';
import { showInvisible } from '../util/text/invisible.ts';

/** Prints the error without its stack; the command then ends with exit code 1. */
export function fail(error: unknown): void {
  console.error(describeFailure(error));
  process.exitCode = 1;
}

/** Prints a value as one line of JSON. DEL and the C1 controls, which terminals obey, are escaped: JSON.stringify doesn't. */
export function printJson(value: unknown): void {
  const escapeChar = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  console.log(JSON.stringify(value).replace(/[\u007f-\u009f]/g, escapeChar));
}

/** Adds examples to the end of `--help`. Each is the text after `callboard`. */
export function addExamples(command: Command, ...examples: readonly string[]): Command {
  return command.addHelpText(
    'after',
    ['', examples.length === 1 ? 'Example:' : 'Examples:', ...examples.map(example => `  $ callboard ${example}`)].join(
      '\n',
    ),
  );
}

/** The option `-q`, for scripts. */
export function quietOption(): Option {
  return new Option('-q, --quiet', 'Print IDs only').conflicts('json');
}

/** The result of a command whose store doesn't exist yet: an error, an empty store in memory, or a new store. */
type MissingStore = 'error' | 'empty' | 'created';

/**
 * Runs `use` with the store that DATABASE_URL names, and closes the store afterwards. A SQLite file that doesn't exist is an
 * error by default, so that a mistyped DATABASE_URL isn't answered with an empty list.
 */
export async function withCore(use: (core: Core) => Promise<void>, missing: MissingStore = 'error'): Promise<void> {
  const { databaseUrl } = readConfig();
  if (missing === 'error') requireStore(databaseUrl);
  const isEmpty = missing === 'empty' && !databaseExists(databaseUrl);
  const core = await openCore(isEmpty ? 'sqlite::memory:' : databaseUrl);
  try {
    await use(core);
  } finally {
    await core.close();
  }
}

/** Throws an error for people when DATABASE_URL names a SQLite file that doesn't exist. */
export function requireStore(databaseUrl: string): void {
  if (databaseExists(databaseUrl)) return;
  const path = databaseUrl.slice('sqlite:'.length);
  throw new Error(`There's no store at ${path} (DATABASE_URL). Callboard creates it at its first start.`);
}

/** The time `90s`, `30m`, `12h` or `7d` before now, in milliseconds since 1970. Throws for other texts. */
export function parseSince(text: string): number {
  const duration = parseDuration(text);
  if (duration === null) throw new Error(`Invalid --since "${text}". Use a time like 30m, 12h or 7d.`);
  return Date.now() - duration;
}

/** A whole number from 1 to a million. Throws for other texts. */
export function parseCount(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 1_000_000) {
    throw new Error(`Invalid --limit "${text}". Use a whole number from 1 to 1,000,000.`);
  }
  return number;
}

/** The error `Unknown event type "call.mised". Did you mean "call.missed"?`. Without a similar name, a short list is given whole. */
export function unknownName(what: string, name: string, known: readonly string[]): Error {
  const isListed = nearest(name, known) === null && known.length > 0 && known.length <= 8;
  const list = isListed ? ` Use ${listOr(known)}.` : '';
  return new Error(`Unknown ${what} "${showInvisible(name)}"${endWithSuggestion(name, known)}${list}`);
}
