/** Cleans values, so that they are visible and on one line. */
import { boundMarks } from '../util/text/cut.ts';
import { hasVisibleText } from '../util/text/visible.ts';

/** Reorder the surrounding text: https://www.unicode.org/reports/tr9/#Explicit_Directional_Embeddings */
const directions = /[\u202a-\u202e\u2066-\u2069]/gu;
/**
 * Zero-width characters. The joiners U+200C and U+200D stay: Persian words and family emoji need them. The private use
 * characters are the marks of placeholders.ts and sentence-case.ts.
 */
const invisible = /[\u00ad\u180e\u200b\u2060-\u2064\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\ue000-\ue006]/gu;
const spaces = /[\s\u0085]+/gu;
const controls = /(?![\s\u0085])\p{Cc}/gu;

/** Most names and ids: nothing to clean. */
const plain = /^[!-~]+(?: [!-~]+)*$/;

/** The text on one line without control, direction and invisible characters; empty if nothing visible remains. */
export function cleanText(text: string): string {
  if (plain.test(text)) return text;
  const clean = boundMarks(text)
    .toWellFormed()
    .replace(directions, '')
    .replace(invisible, '')
    .replace(controls, '')
    .replace(spaces, ' ')
    .trim();
  return hasVisibleText(clean) ? clean : '';
}
