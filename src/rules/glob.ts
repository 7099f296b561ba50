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
  const pieces = pattern.split('*');
  if (pieces.length === 1) return pattern === text;
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  const end = text.length - last.length;
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= end;
}

/** Whether any of the patterns takes the type. */
export function matchesType(patterns: readonly string[], type: string): boolean {
  return patterns.some(pattern => matchGlob(pattern, type));
}

/** The types of the table that a pattern takes. */
export function expandGlob(pattern: string): string[] {
  return eventTypeNames.filter(type => matchGlob(pattern, type));
}

/** Whether the pattern speaks of the types that unknown triggers become (`other.<trigger>`). */
export function namesOther(pattern: string): boolean {
  // Triggers become types in these letters only.
  if (/[^a-z0-9_.*-]/.test(pattern)) return false;
  const [literal = ''] = pattern.split('*');
  if (!pattern.includes('*')) return pattern.startsWith(other) && pattern.length > other.length;
  return literal.startsWith(other) || (literal !== '' && other.startsWith(literal));
}
