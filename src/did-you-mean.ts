/** The word that was probably meant. */
import { distance } from 'fastest-levenshtein';

/**
 * The candidate nearest to `word`, or null when none is near: two letters in five may differ, one
 * in short words. Capitals do not count.
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  if (word.length > 100) return null;
  const allowed = Math.max(1, Math.round(word.length * 0.4));
  let best: string | null = null;
  let least = allowed + 1;
  for (const candidate of candidates) {
    const far = distance(word.toLowerCase(), candidate.toLowerCase());
    if (far < least) [best, least] = [candidate, far];
  }
  return best;
}

/** `. Did you mean "call.caller.name"?`, or nothing when no candidate is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const meant = nearest(word, candidates);
  return meant === null ? '' : `. Did you mean "${meant}"?`;
}

/** Ends a sentence: `. Did you mean "call.missed"?`, or a full stop when no candidate is near. */
export function endWithSuggestion(word: string, candidates: Iterable<string>): string {
  const meant = nearest(word, candidates);
  return meant === null ? '.' : `. Did you mean "${meant}"?`;
}
