/** Shortens text to Discord's limits. */
import type { Inline } from '../../../messages/message.ts';
import { cutText } from '../../../util/text/cut.ts';
import { cleanLine } from '../../text/sanitize.ts';

/** Shortens inlines to `length` UTF-16 units of visible text, then `…` if anything was cut. */
function cutInlines(inlines: Inline[], length: number): Inline[] {
  const included: Inline[] = [];
  let left = length;
  for (const inline of inlines) {
    const size = sizeOf(inline);
    if (size > left) return [...included, ...partOf(inline, left), { type: 'text', text: '…' }];
    included.push(inline);
    left -= size;
  }
  return included;
}

/** The length of an inline's visible text, in UTF-16 units. */
export function sizeOf(inline: Inline): number {
  if (inline.type === 'break') return 1;
  return inline.type === 'time' ? inline.fallback.length : inline.text.length;
}

function partOf(inline: Inline, length: number): Inline[] {
  if (inline.type === 'break' || inline.type === 'time') return [];
  const text = cutText(cleanLine(cutText(inline.text, length + 64)), length).trimEnd();
  return text === '' ? [] : [{ ...inline, text }];
}

/** Text written within a limit. */
export interface Fitted {
  text: string;
  /** Whether nothing was cut. */
  whole: boolean;
}

/**
 * Renders as many inlines as fit into `limit` characters; null if not even `…` fits. `render` may make any character
 * longer, so a binary search finds the length.
 */
export function fitInlines(inlines: Inline[], limit: number, render: (inlines: Inline[]) => string): Fitted | null {
  if (cutInlines(inlines, limit).length === inlines.length) {
    const text = render(inlines);
    if (text.length <= limit) return { text, whole: true };
  }
  return longestFit(limit, length => render(cutInlines(inlines, length)));
}

/** Returns the longest of `write(0)` to `write(limit)` that is at most `limit` characters long. */
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
