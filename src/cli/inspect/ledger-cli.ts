/** ledger: shows delivery totals per channel. */
import { type Command, Option } from 'commander';
import { readConfig } from '../../config.ts';
import type { Core } from '../../operations/core.ts';
import { readAllHolds } from '../../operations/why/not-set-up.ts';
import { type LedgerLine, readLedger } from '../../store/deliveries/ledger.ts';
import { countWaiting, listWaiting, type WaitingCounts } from '../../store/deliveries/waiting.ts';
import { counted } from '../../util/plural.ts';
import { addExamples, parseSince, withCore } from '../output.ts';
import { type Column, printTable } from '../table.ts';
import { command, hintBelow } from '../terminal.ts';
import { sinceHelp } from './list-options.ts';

export function addLedgerCommand(program: Command): void {
  const ledger = program
    .command('ledger')
    .helpGroup('Inspect:')
    .description('Show delivery totals per channel')
    .addOption(new Option('--since <time>', sinceHelp).default('1d', '1d'))
    .option('--json', 'Output as JSON lines')
    .action((options: { since: string; json?: boolean }) =>
      withCore(core => showLedger(core, parseSince(options.since), options.json)),
    );
  addExamples(ledger, 'ledger --since 7d');
}

interface LedgerRow extends LedgerLine {
  /** `waiting` by state. */
  states: WaitingCounts;
  /** Why the channel is on hold; null: it isn't. */
  reason: string | null;
}

const ledgerColumns: readonly Column<LedgerRow>[] = [
  { header: 'CHANNEL', value: ({ channel }) => channel },
  { header: 'MATCHED', value: ({ received }) => received, align: 'right' },
  { header: 'POSTED', value: ({ posted }) => posted, align: 'right' },
  { header: 'BATCHED', value: ({ batched }) => batched, align: 'right' },
  { header: 'SUPERSEDED', value: ({ superseded }) => superseded, align: 'right' },
  { header: 'IGNORED', value: ({ ignored }) => ignored, align: 'right' },
  { header: 'MUTED', value: ({ muted }) => muted, align: 'right' },
  {
    header: 'FAILED',
    value: ({ failed }) => failed,
    align: 'right',
    style: ({ failed }) => (failed ? 'red' : undefined),
  },
  { header: 'WAITING', value: ({ states }) => listWaiting(states).join(', ') || null, style: () => 'yellow' },
  { header: 'HOLD REASON', value: ({ reason }) => reason, style: () => 'yellow' },
];

async function showLedger({ database: { db } }: Core, from: number, json?: boolean): Promise<void> {
  const holdOf = await readAllHolds(db, readConfig());
  const waiting = await countWaiting(db, { since: from, holdOf });
  const rows = (await readLedger(db, from)).map(line => ({
    ...line,
    states: waiting.get(line.channel) ?? {},
    reason: holdOf(line.channel)?.held ?? null,
  }));
  const hasEdits = rows.some(({ superseded }) => superseded > 0);
  printTable(rows, hasEdits ? ledgerColumns : ledgerColumns.filter(({ header }) => header !== 'SUPERSEDED'), {
    json,
    toJson: ({ states: _, ...row }) => row,
    none: 'No messages in this period.',
  });
  if (json || rows.length === 0) return;
  hintBelow(
    `${counted(rows.length, 'channel')}.`,
    rows.some(({ failed }) => failed > 0)
      ? `See failed messages: ${command('deliveries --state failed')}`
      : `See one channel's messages: ${command('deliveries --channel <CHANNEL>')}`,
  );
}
