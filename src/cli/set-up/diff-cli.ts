/** diff: previews the changes of an import. */
import type { Command } from 'commander';
import { addExamples, withCore } from '../output.ts';
import { showDiff } from './yaml-file-output.ts';

export function addDiffCommand(program: Command): void {
  const comparing = program
    .command('diff')
    .argument('<file>', 'A callboard.yaml')
    .helpGroup('Set up:')
    .description('Show what an import would change')
    .option('--json', 'Output the changes as JSON lines')
    .action((path: string, { json }: { json?: boolean }) => withCore(core => showDiff(core, path, json), 'empty'));
  addExamples(comparing, 'diff callboard.yaml');
}
