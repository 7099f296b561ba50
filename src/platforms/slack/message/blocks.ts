/** A message's blocks -> Slack's blocks, as many as there is room for. */
import type { types } from '@slack/bolt';
import type { Block } from '../../../messages/message.ts';
import { codeElements, toElements } from './elements.ts';
import { LIST_INDENT } from './limits.ts';
import { close, fill, type Room, take } from './size-budget.ts';

type Part = types.RichTextBlockElement;

/** `offset` is what the first number is more than 1, which the SDK's type does not know. */
export type NumberedList = types.RichTextList & { offset?: number };

/**
 * At most `max` blocks. Each paragraph begins a rich_text block of its own, for Slack leaves space between blocks and
 * none between the parts of one; what belongs to it (a list, a quote, what follows a heading) goes into the same.
 */
export function bodyBlocks(blocks: Block[], room: Room, max: number): types.KnownBlock[] {
  const body: types.KnownBlock[] = [];
  let open: types.RichTextBlock | null = null;
  let previous: Block | null = null;
  for (const block of blocks) {
    if (room.full) break;
    if (block.type === 'divider') {
      if (body.length < max - 1 && take(room, { type: 'divider' })) {
        body.push({ type: 'divider' });
        open = null;
      }
      continue;
    }
    const part = toPart(block, room);
    if (!part) continue;
    if (!open || (beginsAnew(block, previous) && body.length < max)) {
      open = { type: 'rich_text', elements: [] };
      body.push(open);
    }
    open.elements.push(part);
    previous = block;
  }
  return body;
}

const beginsAnew = (block: Block, previous: Block | null): boolean =>
  block.type === 'heading' || (block.type === 'paragraph' && previous?.type !== 'heading');

const wrapped = { type: 'rich_text_list', style: 'ordered', elements: [], indent: 8, offset: 100_000 };

/** What a part costs besides its elements: its own braces and those of a rich_text block around it. */
const wrapping = { type: 'rich_text', elements: [wrapped] };

function toPart(block: Exclude<Block, { type: 'divider' }>, room: Room): Part | null {
  if (!take(room, wrapping)) {
    return { type: 'rich_text_section', elements: [close(room)] };
  }
  if (block.type === 'list') return toList(block, room);
  if (block.type === 'code') {
    const elements = fill(room, codeElements(block.text));
    return elements.length > 0 ? { type: 'rich_text_preformatted', elements } : null;
  }
  const elements = fill(room, toElements(block.content, block.type === 'heading' ? { bold: true } : {}));
  if (elements.length === 0) return null;
  return { type: block.type === 'quote' ? 'rich_text_quote' : 'rich_text_section', elements };
}

function toList(list: Extract<Block, { type: 'list' }>, room: Room): NumberedList | null {
  const items: types.RichTextSection[] = [];
  for (const item of list.items) {
    if (room.full) break;
    items.push({ type: 'rich_text_section', elements: itemElements(item, room) });
  }
  if (items.length === 0) return null;
  const indent = Math.max(0, Math.min(list.depth, LIST_INDENT));
  const offset = (list.from ?? 1) - 1;
  const style = list.ordered ? 'ordered' : 'bullet';
  return { type: 'rich_text_list', style, indent, ...(offset > 0 && { offset }), elements: items };
}

/** An empty item keeps its place, and so the numbers of the others, with a space: Slack refuses no elements. */
function itemElements(item: Parameters<typeof toElements>[0], room: Room): types.RichTextElement[] {
  const elements = toElements(item);
  if (!take(room, { type: 'rich_text_section', elements: [] })) return [close(room)];
  return fill(room, elements.length > 0 ? elements : [{ type: 'text', text: ' ' }]);
}
