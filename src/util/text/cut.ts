/** Truncates text between graphemes. Lengths are in UTF-16 units, as platforms count them. */
import { closeIsolate, countOpenIsolates } from './bidi.ts';

const graphemes = new Intl.Segmenter('en');

/** Longer graphemes, such as chains of joined emoji, are cut in two. */
const longestGrapheme = 64;

/** The start of a text, at most `max` long, without an ellipsis. An open isolate is closed. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  const start = cutBefore(text, max);
  return countOpenIsolates(start) === 0 ? start : closeIsolate(cutBefore(text, max - 1));
}

/** The text, truncated to `max` with `…` at the end if it is longer. */
export function shorten(text: string, max: number): string {
  return text.length <= max ? text : `${cutText(text, max - 1).trimEnd()}…`;
}

function cutBefore(text: string, max: number): string {
  if (max <= 0) return '';
  // Text beyond this window doesn't move the boundary.
  const index = graphemes.segment(text.slice(0, max + longestGrapheme)).containing(max)?.index ?? max;
  return text.slice(0, max - index > longestGrapheme ? max : index).replace(/[\ud800-\udbff]$/, '');
}

/** No living script stacks more marks: Hebrew with vowels and cantillation has five. */
const mostMarks = 6;
const stacked = new RegExp(`([\\p{M}\\u200c\\u200d]{${mostMarks}})[\\p{M}\\u200c\\u200d]+`, 'gu');

/** Limits combining marks to six per letter, so that a name can't cover the lines around it. */
export function boundMarks(text: string): string {
  return text.replace(stacked, '$1');
}
