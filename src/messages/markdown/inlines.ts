/** Cleans up and reads lists of inlines. */
import type { Inline, Style } from '../message.ts';

/** The text of inlines; a break is a line end. */
export function plainText(inlines: readonly Inline[]): string {
  return inlines.map(plainInline).join('');
}

function plainInline(inline: Inline): string {
  if (inline.type === 'break') return '\n';
  return inline.type === 'time' ? inline.fallback : inline.text;
}

/** Joins neighbors of one style, collapses spaces and removes empty inlines, and spaces and breaks at both ends. */
export function tidy(inlines: readonly Inline[]): Inline[] {
  const tidied: Inline[] = [];
  for (let at = 0; at < inlines.length; ) {
    const first = inlines[at] as Inline;
    if (first.type !== 'text') {
      tidied.push(first);
      at += 1;
      continue;
    }
    const end = endOfStyle(inlines, at, first.style);
    // Joined once: joining piece by piece would take quadratic time.
    const text = inlines.slice(at, end).map(plainInline).join('').replace(/\s+/gu, ' ');
    if (text) tidied.push({ ...first, text });
    at = end;
  }
  return trim(tidied);
}

function endOfStyle(inlines: readonly Inline[], from: number, style: Style | undefined): number {
  let end = from;
  for (let next = inlines[end]; next?.type === 'text' && sameStyle(next.style, style); next = inlines[end]) end += 1;
  return end;
}

const sameStyle = (a: Style = {}, b: Style = {}) => a.bold === b.bold && a.italic === b.italic && a.code === b.code;

const isEmpty = (inline: Inline | undefined) =>
  inline?.type === 'break' || (inline?.type === 'text' && inline.text.trim() === '');

function trim(inlines: readonly Inline[]): Inline[] {
  let start = 0;
  let end = inlines.length;
  while (start < end && isEmpty(inlines[start])) start += 1;
  while (end > start && isEmpty(inlines[end - 1])) end -= 1;
  const trimmed = inlines.slice(start, end);
  const first = trimmed[0];
  if (first?.type === 'text') trimmed[0] = { ...first, text: first.text.trimStart() };
  const last = trimmed.at(-1);
  if (last?.type === 'text') trimmed[trimmed.length - 1] = { ...last, text: last.text.trimEnd() };
  return trimmed;
}
