/**
 * Text in two directions. A name in Hebrew or Arabic would reorder the digits and punctuation around it; between
 * U+2068 (first strong isolate) and U+2069 it does not: https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates
 */
const isolateStart = '\u2068';
const isolateEnd = '\u2069';

/**
 * Characters that are right-to-left, or would be once they are assigned, and the mark that acts like one:
 * https://www.unicode.org/Public/UCD/latest/ucd/extracted/DerivedBidiClass.txt, `@missing` of R and AL.
 */
const rightToLeft = /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Embeddings, overrides and isolates, which act on the text behind them. */
const controls = /[\u202a-\u202e\u2066-\u2069]/u;
const allControls = new RegExp(controls, 'gu');

/** The text between isolates if it has right-to-left characters. It must hold no directional controls of its own. */
export function isolate(text: string): string {
  return rightToLeft.test(text) ? isolateStart + text + isolateEnd : text;
}

/** The text without directional controls, but for pairs of U+2068 and U+2069 that are not within one another. */
export function keepIsolates(text: string): string {
  if (!controls.test(text)) return text;
  const kept = new Set<number>();
  let start: number | null = null;
  let nested = 0;
  for (const { 0: control, index } of text.matchAll(allControls)) {
    if (/[\u2066-\u2068]/.test(control)) {
      if (start !== null) nested++;
      else if (control === isolateStart) start = index;
    } else if (control === isolateEnd && start !== null) {
      if (nested > 0) nested--;
      else {
        kept.add(start).add(index);
        start = null;
      }
    }
  }
  return text.replace(allControls, (control, index: number) => (kept.has(index) ? control : ''));
}

/** Whether an isolate of a text that keepIsolates() gave, or of its beginning, is still open at the end: 1, else 0. */
export function countOpenIsolates(text: string): 0 | 1 {
  return text.lastIndexOf(isolateStart) > text.lastIndexOf(isolateEnd) ? 1 : 0;
}

/** The beginning of such a text with its isolate closed; an empty one is taken out. */
export function closeIsolate(text: string): string {
  if (countOpenIsolates(text) === 0) return text;
  return text.endsWith(isolateStart) ? text.slice(0, -1) : text + isolateEnd;
}
