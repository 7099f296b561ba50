/** Output shared by import, export, check and diff: a callboard.yaml's problems, warnings and changes. */
import { type Change, formatDiff } from '../../callboard-yaml/diff-files.ts';
import type { CallboardFile } from '../../callboard-yaml/file-schema.ts';
import { type FileProblem, formatFileProblem } from '../../callboard-yaml/parse-file.ts';
import type { Core } from '../../operations/core.ts';
import { compareFile, FileError, readConfigFile } from '../../operations/import-export.ts';
import { counted } from '../../util/plural.ts';
import { printJson } from '../output.ts';
import { clean, command, failure, hintBelow, paint, type Style } from '../terminal.ts';

/** Prints the changes that an import of the file would make. */
export async function showDiff(core: Core, path: string, json?: boolean): Promise<void> {
  const compare = async () => compareFile(core.database.db, await readConfigFile(core, path));
  const changes = await orPrintProblems(path, null, compare);
  if (changes === null) return;
  printChanges(changes, json);
  if (json) return;
  if (changes.length === 0) console.log('No changes. The setup matches the file.');
  else hintBelow(`${counted(changes.length, 'change')}. Apply: ${command(`import ${path}`)}`);
}

/** Runs `run`. For an invalid file prints every problem and resolves with null. */
export async function orPrintProblems<T>(
  path: string,
  consequence: string | null,
  run: () => Promise<T>,
): Promise<T | null> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    printProblems(path, error.problems, consequence);
    process.exitCode = 1;
    return null;
  }
}

/** Prints the number of a file's problems and, below it, each problem with `print`. */
export function printProblems(
  path: string,
  problems: readonly FileProblem[],
  consequence: string | null = null,
  print: (line: string) => void = console.error,
): void {
  const summary = `${path} has ${counted(problems.length, 'problem')}.`;
  console.error(failure(consequence === null ? summary : `${summary} ${consequence}`));
  for (const problem of problems) print(clean(`  ${path}:${formatFileProblem(problem)}`));
}

const signStyles: Record<string, Style> = { '+': 'green', '-': 'red', '~': 'yellow' };

/** Prints each change as a colored line, or as a JSON line. */
export function printChanges(changes: readonly Change[], json?: boolean): void {
  if (json) {
    changes.forEach(printJson);
    return;
  }
  for (const line of formatDiff(changes)) {
    const style = line.startsWith('  ') ? signStyles[line.trim().charAt(0)] : 'bold';
    console.log(paint(style, line));
  }
}

/** `2 channels, 6 rules, 1 template` */
export function describeFile({ channels, templates }: CallboardFile): string {
  const rules = Object.values(channels).reduce((sum, channel) => sum + channel.rules.length, 0);
  const counts = [counted(Object.keys(channels).length, 'channel'), counted(rules, 'rule')];
  const named = Object.keys(templates).length;
  if (Object.keys(channels).length + named === 0) return 'it is empty';
  return [...counts, ...(named > 0 ? [counted(named, 'template')] : [])].join(', ');
}

/** Prints a warning to the error output, so that a pipe gets only the result. */
export function warn(text: string): void {
  console.error(`${paint('yellow', 'warning:')} ${clean(text)}`);
}
