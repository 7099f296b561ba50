/** import, export, check, diff: callboard.yaml. */
import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { type Change, formatDiff } from '../callboard-yaml/diff-files.ts';
import type { CallboardFile } from '../callboard-yaml/file-schema.ts';
import { formatFileProblem } from '../callboard-yaml/parse-file.ts';
import { formatFile } from '../callboard-yaml/print-file.ts';
import type { Core } from '../operations/core.ts';
import { fileWarnings } from '../operations/file-warnings.ts';
import { compareFile, exportFile, FileError, importFile, readConfigFile } from '../operations/import-export.ts';
import { counted } from '../util/plural.ts';
import { createPrivateFile } from '../util/private-files.ts';
import { addExamples, printJson, withCore } from './output.ts';
import { clean, command, failure, hint, hintBelow, paint, type Style, success } from './terminal.ts';

interface Options {
  json?: boolean;
  dryRun?: boolean;
}

export function addFileCommands(program: Command): void {
  const group = 'Set up:';

  const importing = program
    .command('import')
    .argument('<file>', 'A callboard.yaml')
    .helpGroup(group)
    .description('Apply a callboard.yaml. Anything not in the file stays unchanged.')
    .option('--dry-run', 'Only show what would change, as diff does')
    .option('--json', 'Output the changes as JSON lines')
    .action((path: string, { json, dryRun }: Options) =>
      withCore(async core => {
        if (dryRun) return showDiff(core, path, json);
        const changes = await orExplain(path, 'Nothing was imported.', () => importFile(core, path, 'cli', warn));
        if (changes === null) return;
        printChanges(changes, json);
        if (!json) console.log(success(describeImport(changes)));
      }),
    );
  addExamples(importing, 'import callboard.yaml', 'import callboard.yaml --dry-run');

  const exporting = program
    .command('export')
    .argument('[file]', 'Where to write; the terminal by default')
    .helpGroup(group)
    .description('Export your setup as callboard.yaml')
    .option('--json', 'Output as JSON')
    .action((path: string | undefined, { json }: Options) =>
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

  const checking = program
    .command('check')
    .argument('<file>', 'A callboard.yaml')
    .helpGroup(group)
    .description('Validate a callboard.yaml and list every problem')
    .option('--json', 'Output the problems as JSON lines')
    .action((path: string, { json }: Options) =>
      withCore(async core => {
        try {
          const file = await readConfigFile(core, path);
          if (!json) console.log(success(`${path} is valid (${describeFile(file)})`));
          (await fileWarnings(core, file)).forEach(warn);
        } catch (error) {
          if (!(error instanceof FileError)) throw error;
          if (json) error.problems.forEach(printJson);
          else for (const problem of error.problems) console.log(clean(`${path}:${formatFileProblem(problem)}`));
          if (!json) console.error(failure(`${path} has ${counted(error.problems.length, 'problem')}.`));
          process.exitCode = 1;
        }
      }),
    );
  addExamples(checking, 'check callboard.yaml');

  const comparing = program
    .command('diff')
    .argument('<file>', 'A callboard.yaml')
    .helpGroup(group)
    .description('Preview what an import would change')
    .option('--json', 'Output the changes as JSON lines')
    .action((path: string, { json }: Options) => withCore(core => showDiff(core, path, json)));
  addExamples(comparing, 'diff callboard.yaml');
}

async function showDiff(core: Core, path: string, json?: boolean): Promise<void> {
  const read = async () => compareFile(core.database.db, await readConfigFile(core, path));
  const changes = await orExplain(path, null, read);
  if (changes === null) return;
  printChanges(changes, json);
  if (json) return;
  if (changes.length === 0) console.log('No changes.');
  else hintBelow(`${counted(changes.length, 'change')}. Apply: ${command(`import ${path}`)}`);
}

/** Null, with every problem printed, for a file that has some. */
async function orExplain<T>(path: string, consequence: string | null, run: () => Promise<T>): Promise<T | null> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const { problems } = error;
    const summary = `${path} has ${counted(problems.length, 'problem')}.`;
    console.error(failure(consequence === null ? summary : `${summary} ${consequence}`));
    for (const problem of problems) console.error(clean(`  ${path}:${formatFileProblem(problem)}`));
    process.exitCode = 1;
    return null;
  }
}

const signStyles: Record<string, Style> = { '+': 'green', '-': 'red', '~': 'yellow' };

function printChanges(changes: readonly Change[], json?: boolean): void {
  if (json) {
    changes.forEach(printJson);
    return;
  }
  for (const line of formatDiff(changes)) {
    const style = line.startsWith('  ') ? signStyles[line.trim().charAt(0)] : 'bold';
    console.log(paint(style, line));
  }
}

/** `Imported: 2 channels, 6 rules added, 1 template saved` */
function describeImport(changes: readonly Change[]): string {
  if (changes.length === 0) return 'No changes: everything is as the file says.';
  const channels = new Set(changes.flatMap(({ what, of }) => (what === 'template' ? [] : [of]))).size;
  const rules = (sign: Change['sign']) =>
    changes.filter(change => change.what === 'rule' && change.sign === sign).length;
  const settings = changes.filter(({ what }) => what === 'timezone' || what === 'quiet').length;
  const templates = changes.filter(({ what }) => what === 'template').length;
  const parts: [number, string, string][] = [
    [channels, 'channel', ''],
    [rules('+'), 'rule', ' added'],
    [rules('~'), 'rule', ' changed'],
    [rules('-'), 'rule', ' deleted'],
    [settings, 'setting', ' saved'],
    [templates, 'template', ' saved'],
  ];
  const counts = parts.flatMap(([count, noun, verb]) => (count > 0 ? [`${counted(count, noun)}${verb}`] : []));
  return `Imported: ${counts.join(', ')}`;
}

function describeFile({ channels, templates }: CallboardFile): string {
  const rules = Object.values(channels).reduce((sum, channel) => sum + channel.rules.length, 0);
  const counts = [counted(Object.keys(channels).length, 'channel'), counted(rules, 'rule')];
  const named = Object.keys(templates).length;
  return [...counts, ...(named > 0 ? [counted(named, 'template')] : [])].join(', ');
}

/** To the error output, so that what is piped on stays clean. */
function warn(sentence: string): void {
  console.error(`${paint('yellow', 'warning:')} ${clean(sentence)}`);
}
