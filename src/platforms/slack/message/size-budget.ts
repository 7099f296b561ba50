/**
 * Tracks the remaining JSON size of a message. Slack counts the JSON of all blocks (limits.ts), so everything is measured as
 * JSON. A text that doesn't fit is cut with an ellipsis, and everything after it is left out.
 */
import { cutText } from '../../../util/text/cut.ts';
import type { Element } from './elements.ts';

export interface SizeBudget {
  /** Characters of JSON. */
  left: number;
  /** Whether something was left out: nothing more is added. */
  full: boolean;
}

const ellipsis = { type: 'text', text: '…' } as const;
const jsonLength = (value: unknown): number => JSON.stringify(value).length + 1;

/** Creates a budget of `size` characters of JSON, one ellipsis set aside. */
export const createSizeBudget = (size: number): SizeBudget => ({ left: size - jsonLength(ellipsis), full: false });

/** Spends the JSON size of a value; returns false, and spends nothing, when it doesn't fit. */
export function take(budget: SizeBudget, value: unknown): boolean {
  const size = jsonLength(value);
  if (budget.full || size > budget.left) return false;
  budget.left -= size;
  return true;
}

/** Returns the elements that fit; where they don't, the last text is cut and an ellipsis follows. */
export function fill<E extends Element>(budget: SizeBudget, elements: E[]): (E | typeof ellipsis)[] {
  const fitting: (E | typeof ellipsis)[] = [];
  for (const element of elements) {
    if (take(budget, element)) {
      fitting.push(element);
      continue;
    }
    const start =
      element.type === 'text' ? cutToJson(element.text, budget.left - jsonLength({ ...element, text: '' })) : '';
    if (start) fitting.push({ ...element, text: start });
    return [...fitting, close(budget)];
  }
  return fitting;
}

/** Closes the budget, and returns the ellipsis for the omitted rest. */
export function close(budget: SizeBudget): typeof ellipsis {
  budget.full = true;
  budget.left = 0;
  return ellipsis;
}

/** Cuts a text to at most `max` characters inside JSON quotes. */
function cutToJson(text: string, max: number): string {
  let size = 0;
  let end = 0;
  for (const character of text) {
    size += JSON.stringify(character).length - 2;
    if (size > max) break;
    end += character.length;
  }
  return cutText(text, end);
}
