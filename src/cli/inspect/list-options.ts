/** Options and closing lines of the commands that list what is stored. */
import type { Command } from 'commander';
import { parseCount, parseSince, quietOption } from '../output.ts';

export const sinceHelp = 'How far back to look, e.g. 30m, 12h or 7d';

/** Adds the options of every list: `--since`, `--limit`, `--quiet` and `--json`. */
export function addListOptions(command: Command): Command {
  return command
    .option('--since <time>', sinceHelp, parseSince)
    .option('--limit <count>', 'Maximum number of results', parseCount, 50)
    .addOption(quietOption())
    .option('--json', 'Output as JSON lines');
}

export interface ListOutput {
  json?: boolean | undefined;
  /** Prints IDs only. */
  quiet?: boolean | undefined;
}

/** `50 of 340 events. Show more with --limit 100.` */
export function describeCount(listed: number, total: number, describe: (count: number) => string): string {
  return listed < total
    ? `${listed} of ${describe(total)}. Show more with --limit ${Math.min(2 * listed, total)}.`
    : `${describe(listed)}.`;
}

/** `No events with --type call.missed in this period.`; `filter` holds options by their names. */
export function describeNone(what: string, filter: object): string {
  const options = Object.entries(filter).filter(([name]) => name !== 'limit' && name !== 'since');
  const given = options.map(([name, value]) => ` with --${name} ${String(value)}`);
  const period = 'since' in filter ? ' in this period' : '';
  return given.length === 0 && period === '' ? `No ${what} yet.` : `No ${what}${given.join(' and')}${period}.`;
}
