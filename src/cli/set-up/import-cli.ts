/** import: applies a callboard.yaml. */
import type { Command } from 'commander';
import type { Change } from '../../callboard-yaml/diff-files.ts';
import { importFile } from '../../operations/import-export.ts';
import { counted } from '../../util/plural.ts';
import { addExamples, withCore } from '../output.ts';
import { success } from '../terminal.ts';
import { orPrintProblems, printChanges, showDiff, warn } from './yaml-file-output.ts';

interface Options {
  json?: boolean;
  dryRun?: boolean;
}

export function addImportCommand(program: Command): void {
  const importing = program
    .command('import')
    .argument('<file>', 'A callboard.yaml')
    .helpGroup('Set up:')
    .description('Apply a callboard.yaml. Replaces the channels and templates it lists and leaves the rest unchanged.')
    .option('--dry-run', 'Show the changes without applying them')
    .option('--json', 'Output the changes as JSON lines')
    .action((path: string, { json, dryRun }: Options) =>
      withCore(
        async core => {
          if (dryRun) return showDiff(core, path, json);
          const imported = await orPrintProblems(path, 'Nothing was imported.', () =>
            importFile(core, path, 'cli', warn),
          );
          if (imported === null) return;
          const { changes } = imported;
          printChanges(changes, json);
          if (!json) console.log(success(describeImport(changes)));
        },
        dryRun ? 'empty' : 'created',
      ),
    );
  addExamples(importing, 'import callboard.yaml', 'import callboard.yaml --dry-run');
}

/** `Imported 2 channels: 6 rules added, 1 template saved.` */
function describeImport(changes: readonly Change[]): string {
  if (changes.length === 0) return 'Already up to date.';
  const channels = new Set(changes.flatMap(({ what, of }) => (what === 'template' ? [] : [of]))).size;
  const rules = (sign: Change['sign']) =>
    changes.filter(change => change.what === 'rule' && change.sign === sign).length;
  const settings = changes.filter(({ what }) => what === 'timezone' || what === 'quiet').length;
  const templates = changes.filter(({ what }) => what === 'template').length;
  const parts: [number, string, string][] = [
    [rules('+'), 'rule', ' added'],
    [rules('~'), 'rule', ' changed'],
    [rules('-'), 'rule', ' deleted'],
    [settings, 'setting', ' saved'],
    [templates, 'template', ' saved'],
  ];
  const counts = parts.flatMap(([count, noun, verb]) => (count > 0 ? [`${counted(count, noun)}${verb}`] : []));
  const target = channels > 0 ? ` ${counted(channels, 'channel')}` : '';
  return counts.length > 0 ? `Imported${target}: ${counts.join(', ')}.` : `Imported${target}.`;
}
