/** Renders a Slack message as plain text, as people read it in Slack. */
import type { types } from '@slack/bolt';
import type { NumberedList } from '../message/blocks.ts';
import type { SlackBody } from '../message/render.ts';

/** Returns the lines from top to bottom; link buttons are `[label]`, times have their fallback text. */
export function readBody({ blocks, attachments }: SlackBody): string {
  return [...blocks, ...attachments.flatMap(one => one.blocks)].map(readBlock).filter(Boolean).join('\n');
}

function readBlock(block: types.KnownBlock): string {
  switch (block.type) {
    case 'rich_text':
      return block.elements.map(readRichText).join('\n');
    case 'divider':
      return '---';
    case 'actions':
      return block.elements.map(one => (one.type === 'button' ? `[${one.text.text}]` : '')).join(' ');
    case 'context':
      return block.elements.map(one => ('text' in one ? readFootnote(one.text) : '')).join(' ');
    default:
      return '';
  }
}

function readRichText(part: types.RichTextBlockElement): string {
  switch (part.type) {
    case 'rich_text_list':
      return readList(part);
    case 'rich_text_quote':
      return readElements(part.elements).replaceAll(/^/gm, '> ');
    case 'rich_text_preformatted':
      return readElements(part.elements).replaceAll(/^/gm, '    ');
    default:
      return readElements(part.elements);
  }
}

function readList({ style, indent = 0, offset = 0, elements }: NumberedList): string {
  const items = elements.map((item, at) => {
    const marker = style === 'ordered' ? `${offset + at + 1}.` : '•';
    return `${'  '.repeat(indent)}${marker} ${readElements(item.elements)}`;
  });
  return items.join('\n');
}

const readElements = (elements: readonly types.RichTextElement[]): string => elements.map(readElement).join('');

function readElement(element: types.RichTextElement): string {
  switch (element.type) {
    case 'text':
      return element.text;
    case 'link':
      return element.text && element.text !== element.url ? `${element.text} (${element.url})` : element.url;
    case 'date':
      return element.fallback ?? '';
    case 'broadcast':
      return `@${element.range}`;
    case 'user':
      return `@${element.user_id}`;
    case 'usergroup':
      return `@${element.usergroup_id}`;
    default:
      return '';
  }
}

/** Only times are markup in a footnote, see footnote.ts. */
const readFootnote = (text: string): string => text.replaceAll(/<!date\^[^|>]*\|([^>]*)>/g, '$1');
