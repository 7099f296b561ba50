/** prune: deletes old data now, or shows what would be deleted. */
import type { Command } from 'commander';
import { readConfig } from '../../config.ts';
import { countPrunable, lockForVacuum, megabytes, pruneNow, vacuumStore } from '../../operations/maintenance/prune.ts';
import type { PrunedRows } from '../../store/retention/prune-step.ts';
import { addExamples, printJson, requireStore, withCore } from '../output.ts';
import { type Column, printTable } from '../table.ts';
import { command, hintBelow, success } from '../terminal.ts';

interface PruneOptions {
  dryRun?: boolean;
  vacuum?: boolean;
  json?: boolean;
}

export function addPruneCommand(program: Command): void {
  const prune = program
    .command('prune')
    .helpGroup('Run:')
    .description('Delete data older than RETENTION_DAYS and RAW_RETENTION_DAYS now')
    .option('--dry-run', 'Show what would be deleted')
    .option('--vacuum', 'Then shrink the SQLite file. Stop Callboard first')
    .option('--json', 'Output as JSON lines')
    .action(runPrune);
  addExamples(prune, 'prune --dry-run', 'prune', 'prune --vacuum');
}

async function runPrune({ dryRun = false, vacuum = false, json }: PruneOptions): Promise<void> {
  const { databaseUrl, retention } = readConfig();
  if (dryRun && vacuum) throw new Error('Use either --dry-run or --vacuum.');
  const isOff = retention.events === null && retention.raw === null;
  if (isOff && !vacuum) throw new Error('RETENTION_DAYS and RAW_RETENTION_DAYS are off, so nothing is deleted.');
  requireStore(databaseUrl);
  const unlock = vacuum ? await lockForVacuum(databaseUrl) : () => {};
  try {
    await withCore(async ({ database }) => {
      const rows = dryRun ? await countPrunable(database, retention) : await pruneNow(database, retention);
      printRows(rows, { dryRun, json });
    });
    if (vacuum) printVacuum(vacuumStore(databaseUrl), json);
  } finally {
    unlock();
  }
}

const titles: Record<keyof PrunedRows, string> = {
  bodies: 'webhook bodies',
  events: 'events',
  deliveries: 'messages',
  attempts: 'attempts',
  preview: 'preview messages',
  audit: 'audit log entries',
};

interface Line {
  table: keyof PrunedRows;
  rows: number;
}

const columns: readonly Column<Line>[] = [
  { header: 'DATA', value: ({ table }) => titles[table] },
  { header: 'COUNT', value: ({ rows }) => rows, align: 'right' },
];

function printRows(rows: PrunedRows, { dryRun, json }: PruneOptions): void {
  const lines = (Object.keys(titles) as Line['table'][]).map(table => ({ table, rows: rows[table] }));
  printTable(lines, columns, { json, toJson: line => line, none: '' });
  if (json) return;
  if (lines.every(line => line.rows === 0)) hintBelow('Nothing to delete.');
  else hintBelow(dryRun ? `This was a dry run. Delete the data with: ${command('prune')}` : 'Deleted.');
}

function printVacuum({ before, after }: { before: number; after: number }, json: boolean | undefined): void {
  if (json) printJson({ bytesBefore: before, bytesAfter: after });
  else console.log(success(`The file was ${megabytes(before)} and is ${megabytes(after)} now.`));
}
