import { diffLines } from 'diff';

/** Compares two texts line by line: `- ` marks their lines, `+ ` yours, and two spaces the unchanged ones. */
export function writeDifference(theirs: string, yours: string): string {
  const lines = diffLines(`${theirs.trimEnd()}\n`, `${yours.trimEnd()}\n`).flatMap(({ value, added, removed }) => {
    const sign = added ? '+' : removed ? '-' : ' ';
    return value
      .trimEnd()
      .split('\n')
      .map(line => `${sign} ${line}`);
  });
  return lines.join('\n');
}
