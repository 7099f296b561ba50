/** Converts a message's blocks to Slack's, as many as the size budget allows. */
import type { types } from '@slack/bolt';
import type { Block } from '../../../messages/message.ts';
import { codeElements, toElements } from './elements.ts';
import { LIST_INDENT } from './limits.ts';
import { close, fill, type SizeBudget, take } from './size-budget.ts';

type RichTextPart = types.RichTextBlockElement;

/** `offset` is the first number minus 1; the SDK's type lacks it. */
export type NumberedList = types.RichTextList & { offset?: number };

/**
 * Converts to at most `max` blocks. Each paragraph starts a rich_text block, because Slack leaves space between blocks but not
 * within one. A list, a quote or the text below a heading goes into the same block.
 */
export function bodyBlocks(blocks: Block[], budget: SizeBudget, max: number): types.KnownBlock[] {
  const body: types.KnownBlock[] = [];
  let open: types.RichTextBlock | null = null;
  let previous: Block | null = null;
  for (const block of blocks) {
    if (budget.full) break;
    if (block.type === 'divider') {
      if (body.length < max - 1 && take(budget, { type: 'divider' })) {
        body.push({ type: 'divider' });
        open = null;
      }
      continue;
    }
    const part = toPart(block, budget);
    if (!part) continue;
    if (!open || (startsBlock(block, previous) && body.length < max)) {
      open = { type: 'rich_text', elements: [] };
      body.push(open);
    }
    open.elements.push(part);
    previous = block;
  }
  return body;
}

const startsBlock = (block: Block, previous: Block | null): boolean =>
  block.type === 'heading' || (block.type === 'paragraph' && previous?.type !== 'heading');

const wrapped = { type: 'rich_text_list', style: 'ordered', elements: [], indent: 8, offset: 100_000 };

/** The JSON around a part's elements: its own braces and those of its rich_text block. */
const wrapping = { type: 'rich_text', elements: [wrapped] };

function toPart(block: Exclude<Block, { type: 'divider' }>, budget: SizeBudget): RichTextPart | null {
  if (!take(budget, wrapping)) {
    return { type: 'rich_text_section', elements: [close(budget)] };
  }
  if (block.type === 'list') return toList(block, budget);
  if (block.type === 'code') {
    const elements = fill(budget, codeElements(block.text));
    return elements.length > 0 ? { type: 'rich_text_preformatted', elements } : null;
  }
  const elements = fill(budget, toElements(block.content, block.type === 'heading' ? { bold: true } : {}));
  if (elements.length === 0) return null;
  return { type: block.type === 'quote' ? 'rich_text_quote' : 'rich_text_section', elements };
}

function toList(list: Extract<Block, { type: 'list' }>, budget: SizeBudget): NumberedList | null {
  const items: types.RichTextSection[] = [];
  for (const item of list.items) {
    if (budget.full) break;
    items.push({ type: 'rich_text_section', elements: itemElements(item, budget) });
  }
  if (items.length === 0) return null;
  const indent = Math.max(0, Math.min(list.depth, LIST_INDENT));
  const offset = (list.from ?? 1) - 1;
  const style = list.ordered ? 'ordered' : 'bullet';
  return { type: 'rich_text_list', style, indent, ...(offset > 0 && { offset }), elements: items };
}

/** Fills an empty item with a space, because Slack rejects empty elements; so the other items keep their numbers. */
function itemElements(item: Parameters<typeof toElements>[0], budget: SizeBudget): types.RichTextElement[] {
  const elements = toElements(item);
  if (!take(budget, { type: 'rich_text_section', elements: [] })) return [close(budget)];
  return fill(budget, elements.length > 0 ? elements : [{ type: 'text', text: ' ' }]);
}
