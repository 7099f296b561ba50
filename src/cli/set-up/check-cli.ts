/** check: validates a callboard.yaml. */
import type { Command } from 'commander';
import { fileWarnings } from '../../operations/file-warnings.ts';
import { FileError, readConfigFile } from '../../operations/import-export.ts';
import { addExamples, printJson, withCore } from '../output.ts';
import { success } from '../terminal.ts';
import { describeFile, printProblems, warn } from './yaml-file-output.ts';

export function addCheckCommand(program: Command): void {
  const checking = program
    .command('check')
    .argument('<file>', 'A callboard.yaml')
    .helpGroup('Set up:')
    .description('Validate a callboard.yaml and list every problem')
    .option('--json', 'Output the problems as JSON lines')
    .action((path: string, { json }: { json?: boolean }) =>
      withCore(async core => {
        try {
          const file = await readConfigFile(core, path);
          if (!json) console.log(success(`${path} is valid (${describeFile(file)}).`));
          (await fileWarnings(core, file)).forEach(warn);
        } catch (error) {
          if (!(error instanceof FileError)) throw error;
          if (json) error.problems.forEach(printJson);
          // The problems are this command's result, so a pipe gets them.
          else printProblems(path, error.problems, null, console.log);
          process.exitCode = 1;
        }
      }, 'empty'),
    );
  addExamples(checking, 'check callboard.yaml');
}
