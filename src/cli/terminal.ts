/** Output that differs between a terminal and a pipe: color, width, times and hints. */
import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import { commandPrefix } from '../config.ts';
import { relativeTime } from '../util/relative-time.ts';

export type Style = Parameters<typeof styleText>[0];

/** Whether the output goes to a terminal; else a pipe or a file gets plain, complete values. */
export function isTerminal(): boolean {
  return process.stdout.isTTY === true;
}

/** Characters of a line; null where nothing has to fit. */
export function terminalWidth(): number | null {
  return isTerminal() ? process.stdout.columns || 80 : null;
}

/**
 * Events are hostile: a terminal must get no control characters, no lines that no one wrote, and no text that runs
 * backward. Line ends become spaces.
 */
export function clean(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ').replace(/[\p{Cc}\p{Bidi_Control}]/gu, escapeUnicode);
}

function escapeUnicode(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Clean text, in colors where they are shown: styleText looks at the stream, NO_COLOR and FORCE_COLOR. */
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

/** Counts and the next step: for people only, and never in what is piped on. */
export function hint(text: string): void {
  if (isTerminal()) console.error(paint('dim', text));
}

/** The same, apart from a table above. */
export function hintBelow(...lines: readonly string[]): void {
  if (!isTerminal()) return;
  console.error();
  lines.forEach(hint);
}

/** Asks a yes/no question; throws `otherwise` where no person can answer. */
export async function confirm(question: string, otherwise: string): Promise<boolean> {
  if (!isTerminal() || process.stdin.isTTY !== true) throw new Error(otherwise);
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const { promise: closed, resolve } = Promise.withResolvers<string>();
  reader.once('close', () => resolve(''));
  const answer = await Promise.race([reader.question(`${clean(question)} [y/N] `), closed]);
  reader.close();
  return /^y(es)?$/i.test(answer.trim());
}

/** `callboard why last` as this command was started: `npm run callboard -- why last`. */
export function command(args: string): string {
  return `${commandPrefix()} ${args}`;
}

const clock = new Intl.DateTimeFormat('en-US', { timeStyle: 'medium' });
const dayAndClock = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short' });

/** A moment (milliseconds) in a sentence: local and relative on a terminal, ISO 8601 in a pipe. */
export function moment(at: number): string {
  if (!isTerminal()) return new Date(at).toISOString();
  const now = Date.now();
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  const local = (isToday ? clock : dayAndClock).format(at).replaceAll('\u202f', ' ');
  return `${local} (${relativeTime(at, now)})`;
}
