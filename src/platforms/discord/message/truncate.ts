import type { Inline } from '../../../messages/message.ts';
import { cutText } from '../../../util/cut.ts';
import { cleanLine } from '../../sanitize.ts';

/** The first `length` units of what people read of these, then `…` when that is not all. */
export function cutInlines(inlines: Inline[], length: number): Inline[] {
  const kept: Inline[] = [];
  let left = length;
  for (const inline of inlines) {
    const size = sizeOf(inline);
    if (size > left) return [...kept, ...partOf(inline, left), { type: 'text', text: '…' }];
    kept.push(inline);
    left -= size;
  }
  return kept;
}

/** UTF-16 units of what people read of an inline. */
export function sizeOf(inline: Inline): number {
  if (inline.type === 'break') return 1;
  return inline.type === 'time' ? inline.fallback.length : inline.text.length;
}

function partOf(inline: Inline, length: number): Inline[] {
  if (inline.type === 'break' || inline.type === 'time') return [];
  const text = cutText(cleanLine(cutText(inline.text, length + 64)), length).trimEnd();
  return text === '' ? [] : [{ ...inline, text }];
}

/** What was written within a limit, and whether that is all there was. */
export interface Fitted {
  text: string;
  whole: boolean;
}

/**
 * The most of these whose rendering is at most `limit` long; null when not even `…` fits. `render` may make any
 * character longer, so the length is found by halving.
 */
export function fitInlines(inlines: Inline[], limit: number, render: (inlines: Inline[]) => string): Fitted | null {
  if (cutInlines(inlines, limit).length === inlines.length) {
    const text = render(inlines);
    if (text.length <= limit) return { text, whole: true };
  }
  return longestFit(limit, length => render(cutInlines(inlines, length)));
}

/** The longest of `write(0)` to `write(limit)` that is at most `limit` long. */
export function longestFit(limit: number, write: (length: number) => string): Fitted | null {
  let best: Fitted | null = null;
  let low = 0;
  let high = limit;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const text = write(middle);
    if (text.length <= limit) {
      best = { text, whole: false };
      low = middle + 1;
    } else high = middle - 1;
  }
  return best;
}
