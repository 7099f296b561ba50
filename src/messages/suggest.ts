import { distance } from 'fastest-levenshtein';

/** `: did you mean call.caller.name?`, or nothing when no known word is near: one letter in three may differ. */
export function didYouMean(word: string, known: Iterable<string>): string {
  let best: string | null = null;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const edits = distance(word, candidate);
    if (edits < least) [best, least] = [candidate, edits];
  }
  return best === null ? '' : `: did you mean ${best}?`;
}
