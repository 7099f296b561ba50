/** import, export, check, diff: callboard.yaml. */
import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { compareFile, exportFile, FileError, importFile, readConfigFile } from '../commands/config-file.ts';
import { fileWarnings } from '../commands/file-warnings.ts';
import { type Change, formatDiff } from '../rules/file/diff.ts';
import { formatFileProblem } from '../rules/file/parse.ts';
import { formatFile } from '../rules/file/print.ts';
import { createPrivateFile } from '../util/private-files.ts';
import { printJson, printLines, withCore } from './output.ts';

interface Options {
  json?: boolean;
}

export function addFileCommands(program: Command): void {
  program
    .command('import <file>')
    .description('make the channels and templates of a callboard.yaml what it says; others stay as they are')
    .option('--json', 'one JSON object a change')
    .action((path: string, { json }: Options) =>
      withCore(async core => {
        printChanges(await importFile(core, path, 'cli', note), json);
      }),
    );

  program
    .command('export [file]')
    .description('write the channels and templates as a callboard.yaml, to the terminal when no file is named')
    .option('--json', 'the same as one JSON object')
    .action((path: string | undefined, { json }: Options) =>
      withCore(async ({ database }) => {
        const file = await exportFile(database.db);
        const text = json ? `${JSON.stringify(file)}\n` : formatFile(file);
        if (path) {
          createPrivateFile(path);
          await writeFile(path, text);
        } else process.stdout.write(text);
      }),
    );

  program
    .command('check <file>')
    .description('say everything that is wrong with a callboard.yaml, with line and column')
    .option('--json', 'one JSON object a problem')
    .action((path: string, { json }: Options) =>
      withCore(async core => {
        try {
          const file = await readConfigFile(core, path);
          if (!json) console.log(`${path} is right.`);
          (await fileWarnings(core, file)).forEach(note);
        } catch (error) {
          if (!(error instanceof FileError)) throw error;
          for (const problem of error.problems) {
            if (json) printJson(problem);
            else console.log(`${path}:${formatFileProblem(problem)}`);
          }
          process.exitCode = 1;
        }
      }),
    );

  program
    .command('diff <file>')
    .description('say what importing a callboard.yaml would change')
    .option('--json', 'one JSON object a change')
    .action((path: string, { json }: Options) =>
      withCore(async core => printChanges(await compareFile(core.database.db, await readConfigFile(core, path)), json)),
    );
}

function printChanges(changes: readonly Change[], json?: boolean): void {
  if (json) changes.forEach(printJson);
  else printLines(changes.length > 0 ? formatDiff(changes) : ['Nothing changes.']);
}

/** To the error output, so that what is piped on stays clean. */
function note(sentence: string): void {
  console.error(`note: ${sentence}`);
}
