/** Output that differs between a terminal and a pipe: color, width, times and hints. */
import { styleText } from 'node:util';
import { commandPrefix } from '../config.ts';

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

/** `callboard why last` as this command was started: `npm run callboard -- why last`. */
export function command(args: string): string {
  return `${commandPrefix()} ${args}`;
}

const units = [
  { name: 'day', length: 86_400_000 },
  { name: 'hour', length: 3_600_000 },
  { name: 'min', length: 60_000 },
  { name: 's', length: 1000 },
] as const;

/** `3 min ago`, `in 5 min`, `2 days ago`; both are milliseconds. */
export function relative(moment: number, now = Date.now()): string {
  const distance = Math.abs(now - moment);
  const unit = units.find(({ length }) => distance >= length);
  if (!unit) return 'just now';
  const count = Math.floor(distance / unit.length);
  const plural = (unit.name === 'day' || unit.name === 'hour') && count !== 1 ? 's' : '';
  const length = `${count} ${unit.name}${plural}`;
  return moment <= now ? `${length} ago` : `in ${length}`;
}

const clock = new Intl.DateTimeFormat('en-US', { timeStyle: 'medium' });
const dayAndClock = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short' });

/** A moment (milliseconds) in a sentence: local and relative on a terminal, ISO 8601 in a pipe. */
export function moment(at: number): string {
  if (!isTerminal()) return new Date(at).toISOString();
  const now = Date.now();
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  const local = (isToday ? clock : dayAndClock).format(at).replaceAll('\u202f', ' ');
  return `${local} (${relative(at, now)})`;
}
