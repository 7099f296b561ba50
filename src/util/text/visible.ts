/** Tells visible text from blank text. */

/**
 * A letter, digit, punctuation mark or symbol with a glyph. Unicode counts fillers such as U+3164 as letters and the
 * empty braille pattern as a symbol; the others named here are blank by design and no default-ignorable code points.
 * https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
 */
const visible =
  /[[\p{L}\p{N}\p{P}\p{S}]--[\p{Default_Ignorable_Code_Point}\p{White_Space}\u2800\u{1d159}\u{13441}\u{13442}]]/v;

/** Whether any character of the text is visible. */
export function hasVisibleText(text: string): boolean {
  return visible.test(text.toWellFormed());
}
