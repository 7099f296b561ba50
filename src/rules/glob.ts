/** Matches event types with the globs of a rule's `on`. */
import { eventTypeNames } from '../events/types.ts';
import type { RuleBody } from './rule.ts';

const other = 'other.';

/** The patterns of a rule, always as a list. */
export function patternsOf(rule: Pick<RuleBody, 'on'>): readonly string[] {
  return typeof rule.on === 'string' ? [rule.on] : rule.on;
}

/** Whether the pattern matches the text; `*` matches any characters, dots included. Takes linear time for any input. */
export function matchGlob(pattern: string, text: string): boolean {
  return matchPieces(pattern.split('*'), text);
}

/** `pieces` are the texts between the stars. */
function matchPieces(pieces: readonly string[], text: string): boolean {
  const first = pieces[0] ?? '';
  if (pieces.length === 1) return first === text;
  if (!text.startsWith(first)) return false;
  const last = pieces.at(-1) ?? '';
  const end = text.length - last.length;
  if (end < first.length || !text.endsWith(last)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= end;
}

/**
 * Whether the pattern matches everything that `other` matches, for any set of types. A character that no type contains
 * replaces the stars of `other`.
 */
export function coversGlob(pattern: string, other: string): boolean {
  return matchGlob(pattern, other.replaceAll('*', '\0'));
}

/** Redundant patterns of a list, with the pattern that includes each: `call.missed` and `call.*`. */
function findRedundant(patterns: readonly string[]): { pattern: string; by: string }[] {
  return patterns.flatMap((pattern, at) => {
    // The first of two equal patterns stays.
    const by = patterns.find(
      (wider, place) => place !== at && coversGlob(wider, pattern) && (place < at || !coversGlob(pattern, wider)),
    );
    return by === undefined ? [] : [{ pattern, by }];
  });
}

/** One sentence per redundant pattern, without a full stop. */
export function formatRedundant(patterns: readonly string[]): string[] {
  return findRedundant(patterns).map(({ pattern, by }) => `${pattern} isn't needed, because ${by} matches it too`);
}

/** Whether any of the patterns matches the type. */
export function matchesType(patterns: readonly string[], type: string): boolean {
  return patterns.some(pattern => matchGlob(pattern, type));
}

const expanded = new Map<string, readonly string[]>();
const mostExpanded = 5000;

/** The known types that a pattern matches. */
export function expandGlob(pattern: string): readonly string[] {
  const known = expanded.get(pattern);
  if (known) return known;
  const pieces = pattern.split('*');
  const types = eventTypeNames.filter(type => matchPieces(pieces, type));
  if (expanded.size >= mostExpanded) expanded.clear();
  expanded.set(pattern, types);
  return types;
}

/** Whether the pattern can match an unknown type; all of those begin with `other.`. */
export function canMatchOther(pattern: string): boolean {
  const [literal = '', ...more] = pattern.split('*');
  return literal.startsWith(other) || (more.length > 0 && other.startsWith(literal));
}

/** Whether the pattern targets the types of unknown triggers (`other.<trigger>`). */
export function namesOther(pattern: string): boolean {
  // The type of an unknown trigger has only these characters.
  if (/[^a-z0-9_.*-]/.test(pattern)) return false;
  const [literal = ''] = pattern.split('*');
  if (!pattern.includes('*')) return pattern.startsWith(other) && pattern.length > other.length;
  return literal.startsWith(other) || (literal !== '' && other.startsWith(literal));
}
