/** Commander's errors in Callboard's words: the error, what was meant, and where to look. */
import type { Command } from 'commander';
import { listOr } from '../util/lists.ts';

const rewrites: readonly (readonly [RegExp, (...parts: string[]) => string])[] = [
  [
    /^option '(?:-\w, )?(--[\w-]+).*?' argument '(.*)' is invalid\. Allowed choices are (.*)\.$/s,
    (_, option, value, choices = '') => `Invalid ${option} "${value}". Use ${listOr(choices.split(', '))}.`,
  ],
  [
    /^option '(?:-\w, )?(--[\w-]+).*?' argument '(.*?)' is invalid\. (.*)$/s,
    (_, option, value, fix) => `Invalid ${option} "${value}". ${fix}`,
  ],
  [/^required option '(--[\w-]+ <\w+>)' not specified$/, (_, option) => `Missing option: ${option}.`],
  [/^missing required argument '(.*)'$/, (_, name) => `Missing argument: <${name}>.`],
  [/^unknown (option|command) '(.*?)'(?:\n\(Did you mean (one of )?(.*?)\?\))?$/s, describeUnknown],
];

function describeUnknown(_: string, what = '', name = '', several?: string, meant?: string): string {
  const known = meant === undefined ? '' : ` Did you mean ${several ? listOr(meant.split(', ')) : `"${meant}"`}?`;
  return `Unknown ${what} "${name}".${known}`;
}

/** `error: unknown command 'evnts'` -> `Unknown command "evnts". Did you mean "events"?` */
function rewriteUsageError(text: string): string {
  const error = text.replace(/^error: /, '').trimEnd();
  for (const [pattern, write] of rewrites) {
    const match = pattern.exec(error);
    if (match) return `${write(...match)}\n`;
  }
  return `${error.charAt(0).toUpperCase()}${error.slice(1)}\n`;
}

/** Makes the program and each of its commands print errors this way, each with its own `--help`. */
export function setUpUsageErrors(program: Command): void {
  for (const command of [program, ...program.commands]) {
    command.configureOutput({ outputError: (text, write) => write(rewriteUsageError(text)) });
    const name = command === program ? '' : ` ${command.name()}`;
    command.showHelpAfterError(`See callboard${name} --help.`);
  }
}
