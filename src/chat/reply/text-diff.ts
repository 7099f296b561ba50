import { diffLines } from 'diff';

/** Two texts line by line: `- ` theirs, `+ ` yours, what is the same with two spaces before it. */
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
