/** backtest: compares a file's rules with the current ones on past events. */
import { type Command, Option } from 'commander';
import { type Backtest, backtestFile } from '../../operations/backtest.ts';
import { readConfigFile } from '../../operations/import-export.ts';
import type { Tally } from '../../rules/compare-decisions.ts';
import { counted } from '../../util/plural.ts';
import { relativeTime } from '../../util/relative-time.ts';
import { addExamples, parseSince, withCore } from '../output.ts';
import { orPrintProblems } from '../set-up/yaml-file-output.ts';
import { type Column, printTable } from '../table.ts';
import { command, hintBelow } from '../terminal.ts';

export function addBacktestCommand(program: Command): void {
  const backtest = program
    .command('backtest')
    .argument('<file>', 'A callboard.yaml')
    .helpGroup('Try:')
    .description("Compare a file's rules with the current ones on past events")
    .addOption(
      new Option('--since <time>', 'How far back to look, e.g. 12h or 7d')
        .argParser(parseSince)
        .default(parseSince('7d'), '7d'),
    )
    .option('--json', 'Output as JSON lines')
    .action((path: string, { since: from, json }: { since: number; json?: boolean }) =>
      withCore(async core => {
        const file = await orPrintProblems(path, null, () => readConfigFile(core, path));
        if (file === null) return;
        const rows = await backtestFile(core, file, { since: from, most: maxEvents });
        printTable(rows, backtestColumns, { json, toJson, none: 'The file has no channels.' });
        if (json) return;
        if (rows.length > 0 && rows.every(({ onlyTests }) => onlyTests))
          console.error("Only test webhooks were received in this period. They aren't counted.");
        else if (rows.some(({ stopped }) => stopped))
          console.error('Some conditions took too long, so only some of the events were checked.');
        else if (rows.some(({ cut }) => cut)) hintBelow(`Only the newest ${counted(maxEvents, 'event')} were checked.`);
        else if (rows.length > 0 && rows.every(({ events }) => events === 0))
          console.error('No events in this period. Try a longer --since.');
        else if (rows.length > 0)
          hintBelow(
            `${counted(rows.length, 'channel')}. Events since ${relativeTime(from)}.`,
            `Apply: ${command(`import ${path}`)}`,
          );
      }),
    );
  addExamples(backtest, 'backtest callboard.yaml --since 30d');
}

/** Only the newest events are checked: more take minutes. */
const maxEvents = 100_000;

type BacktestRow = { channel: string } & Backtest;
type CountName = 'posted' | 'ignored' | 'unmatched';

/** A column that shows `12 → 14 (+2)`, or `12` where nothing changes; in a pipe, two columns. */
function countColumns(header: string, count: CountName): Column<BacktestRow>[] {
  const shown = ({ now, next }: BacktestRow) => {
    const change = next[count] - now[count];
    return change === 0
      ? String(now[count])
      : `${now[count]} → ${next[count]} (${change > 0 ? '+' : '−'}${Math.abs(change)})`;
  };
  return [
    {
      header,
      value: ({ now }) => now[count],
      shown,
      style: ({ now, next }) => (now[count] === next[count] ? undefined : 'yellow'),
    },
    { header: `${header} THEN`, value: ({ next }) => next[count], onlyPiped: true },
  ];
}

const backtestColumns: readonly Column<BacktestRow>[] = [
  { header: 'CHANNEL', value: ({ channel }) => channel },
  { header: 'EVENTS', value: ({ events }) => events, align: 'right' },
  ...countColumns('POSTED', 'posted'),
  ...countColumns('IGNORED', 'ignored'),
  ...countColumns('NO MATCH', 'unmatched'),
];

function toJson({ channel, events, onlyTests, cut, stopped, now, next }: BacktestRow) {
  return { channel, events, onlyTests, cut, stopped, now: toJsonTally(now), next: toJsonTally(next) };
}

function toJsonTally({ posted, ignored, unmatched }: Tally) {
  return { posted, ignored, skipped: unmatched };
}
