/** Output that differs between a terminal and a pipe: colors, width, times and hints. */
import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import { commandPrefix } from '../config.ts';
import { relativeTime } from '../util/relative-time.ts';

export type Style = Parameters<typeof styleText>[0];

/** Whether the output goes to a terminal. A pipe or file gets plain, complete values. */
export function isTerminal(): boolean {
  return process.stdout.isTTY === true;
}

/** Characters per line; null in a pipe, where lines have no limit. */
export function terminalWidth(): number | null {
  return isTerminal() ? process.stdout.columns || 80 : null;
}

/**
 * Text that is safe to print: line ends become spaces, control and bidi characters become escapes. Values of webhooks
 * are hostile and could otherwise fake lines or reverse text.
 */
export function clean(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ').replace(/[\p{Cc}\p{Bidi_Control}]/gu, escapeUnicode);
}

function escapeUnicode(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Safe text in a color. `styleText` leaves the color out for pipes and NO_COLOR, and adds it for FORCE_COLOR. */
export function paint(style: Style | undefined, text: string): string {
  return style === undefined ? clean(text) : styleText(style, clean(text));
}

/** `✓ 2 channels imported` */
export function success(text: string): string {
  return `${paint('green', '✓')} ${clean(text)}`;
}

/** `✗ 2 problems` */
export function failure(text: string): string {
  return `${paint('red', '✗')} ${clean(text)}`;
}

/** Prints a count or the next step to the error output, on a terminal only. */
export function hint(text: string): void {
  if (isTerminal()) console.error(paint('dim', text));
}

/** Prints hints below a table, after an empty line. */
export function hintBelow(...lines: readonly string[]): void {
  if (!isTerminal()) return;
  console.error();
  lines.forEach(hint);
}

/** Asks a yes/no question. Throws an error with the text `otherwise` where no person can answer. */
export async function confirm(question: string, otherwise: string): Promise<boolean> {
  if (!isTerminal() || process.stdin.isTTY !== true) throw new Error(otherwise);
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const { promise: closed, resolve } = Promise.withResolvers<string>();
  reader.once('close', () => resolve(''));
  const answer = await Promise.race([reader.question(`${clean(question)} [y/N] `), closed]);
  reader.close();
  return /^y(es)?$/i.test(answer.trim());
}

let globalOptions = '';

/** Sets the global options of this run, for the commands in its hints: `--demo `, or ''. */
export function repeatInHints(options: string): void {
  globalOptions = options;
}

/** A command to type, with the prefix and global options of this process: `npm run callboard -- --demo why last`. */
export function command(args: string): string {
  return `${commandPrefix()} ${globalOptions}${args}`;
}

const clock = new Intl.DateTimeFormat('en-US', { timeStyle: 'medium' });
const dayAndClock = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short' });

/** A time (milliseconds since 1970) for a sentence: local and relative on a terminal, ISO 8601 in a pipe. */
export function moment(at: number): string {
  if (!isTerminal()) return new Date(at).toISOString();
  const now = Date.now();
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  const local = (isToday ? clock : dayAndClock).format(at).replaceAll('\u202f', ' ');
  return `${isToday ? 'today at ' : ''}${local} (${relativeTime(at, now)})`;
}
