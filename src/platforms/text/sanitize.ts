/** Removes control characters from text before it is sent to a platform. */
import { keepIsolates } from '../../util/text/bidi.ts';
import { boundMarks } from '../../util/text/cut.ts';

/** All line endings, and tabs. */
const lineEnds = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
const unwanted = /\p{Cc}/gu;

/**
 * Cleans text to one line. Directional controls other than whole isolates are removed, so that a name can't look like
 * several. Half of a surrogate pair becomes U+FFFD: it would break the whole request.
 */
export function cleanLine(text: string): string {
  return keepIsolates(boundMarks(text).replace(lineEnds, ' ').replace(unwanted, '').toWellFormed());
}

/** Cleans text like cleanLine() and keeps its line breaks. */
export function cleanLines(text: string): string {
  return text
    .split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/)
    .map(line => keepIsolates(boundMarks(line).replaceAll('\t', '  ').replace(unwanted, '').toWellFormed()))
    .join('\n');
}
