/** What the command line prints: lines for people, or with `--json` one JSON object a line. */

import { readConfig } from '../config.ts';
import { type Core, openCore } from '../core.ts';

/** Says in plain words what went wrong, and ends the command with 1. */
export function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** One line; JSON.stringify leaves DEL and the C1 controls, which terminals obey, as they are. */
export function printJson(value: unknown): void {
  console.log(JSON.stringify(value).replace(/[\u007f-\u009f]/g, escapeUnicode));
}

function escapeUnicode(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** What events say is hostile: a terminal gets no control characters and no lines that nobody wrote. */
export function printLines(lines: readonly string[]): void {
  for (const line of lines) console.log(line.replace(/\p{Cc}/gu, escapeUnicode));
}

/** A list: JSON lines, or a line each as `describe` writes it, or `none` when it is empty. */
export function printList<Item>(
  items: readonly Item[],
  {
    json,
    toJson,
    describe,
    none,
  }: { json?: boolean; toJson(item: Item): object; describe(item: Item): string; none: string },
): void {
  if (json) for (const item of items) printJson(toJson(item));
  else printLines(items.length > 0 ? items.map(describe) : [none]);
}

/** Opens the store that DATABASE_URL names for as long as `use` runs. */
export async function withCore(use: (core: Core) => Promise<void>): Promise<void> {
  const core = await openCore(readConfig().databaseUrl);
  try {
    await use(core);
  } finally {
    await core.close();
  }
}

/** `90s`, `30m`, `12h`, `7d` before now, in milliseconds since 1970. Throws for anything else. */
export function since(text: string): number {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (!count || !unit) throw new Error(`--since ${text}: write it as 90s, 30m, 12h or 7d.`);
  const length = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit] as number;
  return Date.now() - Number(count) * length;
}

/** A whole number from 1. Throws for anything else. */
export function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 1_000_000) {
    throw new Error(`--limit ${text}: write a whole number from 1 to 1000000.`);
  }
  return number;
}
