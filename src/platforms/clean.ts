/** Text made harmless before a platform is given it: nothing invisible in it acts. */

/** Everything that ends a line, and tabs. */
const lineEnds = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
/** Also the marks that reverse the direction of all that follows: https://www.unicode.org/reports/tr9/#Explicit_Directional_Embeddings */
const unwanted = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/**
 * One line, so that a name cannot pretend to be several; half of a surrogate pair, which breaks a whole request, becomes
 * U+FFFD.
 */
export function cleanLine(text: string): string {
  return text.replace(lineEnds, ' ').replace(unwanted, '').toWellFormed();
}

/** The same for text that keeps its lines. */
export function cleanLines(text: string): string {
  return text
    .split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/)
    .map(line => line.replaceAll('\t', '  ').replace(unwanted, '').toWellFormed())
    .join('\n');
}
