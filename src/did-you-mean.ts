/** Suggestions for misspelled words. */
import { distance } from 'fastest-levenshtein';

/**
 * Returns the candidate most like `word`, or null. Two letters in five may differ, or one in a short word. Upper and lower
 * case are the same.
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  if (word.length > 100) return null;
  const allowed = Math.max(1, Math.round(word.length * 0.4));
  let best: string | null = null;
  let least = allowed + 1;
  for (const candidate of candidates) {
    const difference = distance(word.toLowerCase(), candidate.toLowerCase());
    if (difference < least) [best, least] = [candidate, difference];
  }
  return best;
}

/** Returns `. Did you mean "call.caller.name"?`, or an empty string without a similar candidate. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const suggestion = nearest(word, candidates);
  return suggestion === null ? '' : `. Did you mean "${suggestion}"?`;
}

/** Ends a sentence: with `. Did you mean "call.missed"?`, or a full stop without a similar candidate. */
export function endWithSuggestion(word: string, candidates: Iterable<string>): string {
  const suggestion = nearest(word, candidates);
  return suggestion === null ? '.' : `. Did you mean "${suggestion}"?`;
}
