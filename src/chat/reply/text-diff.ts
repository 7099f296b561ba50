import { diffLines } from 'diff';

/** More differing lines than this are listed without being matched: matching takes time that grows with their square. */
const maxEditLength = 300;

/** Compares two texts line by line: `- ` marks their lines, `+ ` yours, and two spaces the unchanged ones. */
export function writeDifference(theirs: string, yours: string): string {
  const changes = diffLines(`${theirs.trimEnd()}\n`, `${yours.trimEnd()}\n`, { maxEditLength });
  if (!changes) return `${markLines('-', theirs)}\n${markLines('+', yours)}`;
  return changes.map(({ value, added, removed }) => markLines(added ? '+' : removed ? '-' : ' ', value)).join('\n');
}

function markLines(sign: string, text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map(line => `${sign} ${line}`)
    .join('\n');
}
