/** export: writes the setup as callboard.yaml. */
import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { formatFile } from '../../callboard-yaml/print-file.ts';
import { exportFile } from '../../operations/import-export.ts';
import { createPrivateFile } from '../../util/private-files.ts';
import { addExamples, withCore } from '../output.ts';
import { hint } from '../terminal.ts';
import { describeFile } from './yaml-file-output.ts';

export function addExportCommand(program: Command): void {
  const exporting = program
    .command('export')
    .argument('[file]', 'File to write (default: the terminal)')
    .helpGroup('Set up:')
    .description('Export your setup as callboard.yaml')
    .option('--json', 'Output as JSON')
    .action((path: string | undefined, { json }: { json?: boolean }) =>
      withCore(async ({ database }) => {
        const file = await exportFile(database.db);
        const text = json ? `${JSON.stringify(file)}\n` : formatFile(file);
        if (path) {
          createPrivateFile(path);
          await writeFile(path, text);
          hint(`✓ Exported ${describeFile(file)} to ${path}.`);
        } else process.stdout.write(text);
      }),
    );
  addExamples(exporting, 'export', 'export callboard.yaml');
}
