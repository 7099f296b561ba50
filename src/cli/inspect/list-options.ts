/** Options and closing lines of the commands that list what is stored. */
export const sinceHelp = 'How far back, e.g. 30m, 12h or 7d';

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
