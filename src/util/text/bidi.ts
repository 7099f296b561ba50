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

/** Wraps a text with right-to-left characters in an isolate. The text must have no directional controls. */
export function isolate(text: string): string {
  return rightToLeft.test(text) ? isolateStart + text + isolateEnd : text;
}

/** Removes directional controls from a text, except pairs of U+2068 and U+2069 outside of other pairs. */
export function keepIsolates(text: string): string {
  if (!controls.test(text)) return text;
  const isolates = new Set<number>();
  let start: number | null = null;
  let nested = 0;
  for (const { 0: control, index } of text.matchAll(allControls)) {
    if (/[\u2066-\u2068]/.test(control)) {
      if (start !== null) nested++;
      else if (control === isolateStart) start = index;
    } else if (control === isolateEnd && start !== null) {
      if (nested > 0) nested--;
      else {
        isolates.add(start).add(index);
        start = null;
      }
    }
  }
  return text.replace(allControls, (control, index: number) => (isolates.has(index) ? control : ''));
}

/** 1 if an isolate is still open at the end of the text, else 0. The text is a result of keepIsolates() or the start of one. */
export function countOpenIsolates(text: string): 0 | 1 {
  return text.lastIndexOf(isolateStart) > text.lastIndexOf(isolateEnd) ? 1 : 0;
}

/** Closes the isolate that is open at the end of the text, or removes it if it is empty. */
export function closeIsolate(text: string): string {
  if (countOpenIsolates(text) === 0) return text;
  return text.endsWith(isolateStart) ? text.slice(0, -1) : text + isolateEnd;
}
