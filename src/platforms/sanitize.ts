/** Text made harmless before a platform is given it: nothing invisible in it acts. */
import { keepIsolates } from '../util/bidi.ts';
import { boundMarks } from '../util/cut.ts';

/** Everything that ends a line, and tabs. */
const lineEnds = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
const unwanted = /\p{Cc}/gu;

/**
 * One line without directional controls other than whole isolates, so that a name cannot pretend to be several; half of a surrogate pair, which breaks a whole request, becomes
 * U+FFFD.
 */
export function cleanLine(text: string): string {
  return keepIsolates(boundMarks(text).replace(lineEnds, ' ').replace(unwanted, '').toWellFormed());
}

/** The same for text that keeps its lines. */
export function cleanLines(text: string): string {
  return text
    .split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/)
    .map(line => keepIsolates(boundMarks(line).replaceAll('\t', '  ').replace(unwanted, '').toWellFormed()))
    .join('\n');
}
