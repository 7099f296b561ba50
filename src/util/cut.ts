/** Text made shorter between whole characters as people see them. Lengths are in UTF-16 units, as platforms count them. */
import { closeIsolate, countOpenIsolates } from './bidi.ts';

const graphemes = new Intl.Segmenter('en');

/** A longer character, such as a chain of joined emoji, is cut within. */
const longestGrapheme = 64;

/** The beginning of a text, at most `max` long, without an ellipsis; an isolate that is cut is closed. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  const start = cutBefore(text, max);
  return countOpenIsolates(start) === 0 ? start : closeIsolate(cutBefore(text, max - 1));
}

/** The same with `…` at the end when something was left out. */
export function shorten(text: string, max: number): string {
  return text.length <= max ? text : `${cutText(text, max - 1).trimEnd()}…`;
}

function cutBefore(text: string, max: number): string {
  if (max <= 0) return '';
  // A window is enough: whatever follows it doesn't move the boundary.
  const index = graphemes.segment(text.slice(0, max + longestGrapheme)).containing(max)?.index ?? max;
  return text.slice(0, max - index > longestGrapheme ? max : index).replace(/[\ud800-\udbff]$/, '');
}

/** No living script stacks more: Hebrew with vowels and cantillation has five. */
const mostMarks = 6;
const stacked = new RegExp(`([\\p{M}\\u200c\\u200d]{${mostMarks}})[\\p{M}\\u200c\\u200d]+`, 'gu');

/** The text with at most six combining marks on a letter, so that a name doesn't cover the lines around it. */
export function boundMarks(text: string): string {
  return text.replace(stacked, '$1');
}
