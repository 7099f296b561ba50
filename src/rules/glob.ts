/** Which event types a rule's `on` takes. */
import { eventTypeNames } from '../events/types.ts';
import type { RuleBody } from './rule.ts';

const other = 'other.';

/** The patterns of a rule, always as a list. */
export function patternsOf(rule: Pick<RuleBody, 'on'>): readonly string[] {
  return typeof rule.on === 'string' ? [rule.on] : rule.on;
}

/** Whether `pattern` takes `text`: `*` is anything, dots included. Linear in the length of both, for any input. */
export function matchGlob(pattern: string, text: string): boolean {
  return matchPieces(pattern.split('*'), text);
}

/** `pieces` is what stands between the stars. */
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

/** Whether `pattern` takes all that `other` takes, whatever types there are: a letter that no type has stands for what a star takes. */
export function coversGlob(pattern: string, other: string): boolean {
  return matchGlob(pattern, other.replaceAll('*', '\0'));
}

/** Patterns of a list that others of it make needless: `call.missed` beside `call.*`. */
function needlessIn(patterns: readonly string[]): { pattern: string; by: string }[] {
  return patterns.flatMap((pattern, at) => {
    // Of two that take the same the first is needed.
    const by = patterns.find(
      (wider, place) => place !== at && coversGlob(wider, pattern) && (place < at || !coversGlob(pattern, wider)),
    );
    return by === undefined ? [] : [{ pattern, by }];
  });
}

/** One sentence for every such pattern, without a full stop. */
export function formatRedundant(patterns: readonly string[]): string[] {
  return needlessIn(patterns).map(({ pattern, by }) => `${pattern} is redundant: ${by} already includes it`);
}

/** Whether any of the patterns takes the type. */
export function matchesType(patterns: readonly string[], type: string): boolean {
  return patterns.some(pattern => matchGlob(pattern, type));
}

const expanded = new Map<string, readonly string[]>();
const mostExpanded = 5000;

/** The types of the table that a pattern takes. */
export function expandGlob(pattern: string): readonly string[] {
  const known = expanded.get(pattern);
  if (known) return known;
  const pieces = pattern.split('*');
  const types = eventTypeNames.filter(type => matchPieces(pieces, type));
  if (expanded.size >= mostExpanded) expanded.clear();
  expanded.set(pattern, types);
  return types;
}

/** Whether the pattern may take a type that is in no table: all of those begin with `other.`. */
export function mayTakeOther(pattern: string): boolean {
  const [literal = '', ...more] = pattern.split('*');
  return literal.startsWith(other) || (more.length > 0 && other.startsWith(literal));
}

/** Whether the pattern speaks of the types that unknown triggers become (`other.<trigger>`). */
export function namesOther(pattern: string): boolean {
  // Triggers become types in these letters only.
  if (/[^a-z0-9_.*-]/.test(pattern)) return false;
  const [literal = ''] = pattern.split('*');
  if (!pattern.includes('*')) return pattern.startsWith(other) && pattern.length > other.length;
  return literal.startsWith(other) || (literal !== '' && other.startsWith(literal));
}
