/** Writes a message's blocks as Discord Markdown within a length. */
import { type Block, type Inline, leftOutOfText } from '../../../messages/message.ts';
import { cutText } from '../../../util/text/cut.ts';
import { cleanLines } from '../../text/sanitize.ts';
import { type Fitted, fitInlines, longestFit, sizeOf } from './fit-inlines.ts';
import { writeCode, writeLines } from './markdown.ts';

export type Section = { type: 'text'; text: string } | { type: 'divider' };

/** Writes as much of a piece as fits into `room` characters; null if nothing fits. */
type Piece = (room: number) => Fitted | null;

/** `…` on a line of its hasText, for a last piece of which nothing fits. */
const ellipsis = '\n…';

/** Writes blocks as sections of at most `limit` characters together. A shortened text ends in `…`. */
export function writeBlocks(blocks: Block[], limit: number): Section[] {
  const sections: Section[] = [];
  let room = limit - ellipsis.length;
  let previous: Block | null = null;
  for (const block of blocks) {
    if (block.type === 'divider') sections.push({ type: 'divider' });
    let hasText = false;
    for (const piece of piecesOf(block)) {
      const fitted = piece(room - 1);
      if (fitted?.text === '') continue;
      if (fitted !== null) {
        append(sections, fitted.text, hasText || belongsTo(previous, block));
        room -= fitted.text.length + 1;
        hasText = true;
      }
      if (fitted?.whole !== true) return withEllipsis(sections);
    }
    previous = block;
  }
  return sections;
}

/**
 * Replaces links that don't fit into `limit` characters with their text and a note, because a link can't be shortened.
 * All other text counts towards the limit.
 */
export function leaveOutLinks(blocks: Block[], limit: number): Block[] {
  const linksOf = (inline: Inline) => (inline.type === 'link' ? [inline.url.length + markup] : []);
  const links = blocks.flatMap(inlinesOf).flatMap(linksOf);
  const textLength = blocks.flatMap(inlinesOf).reduce((sum, inline) => sum + sizeOf(inline), 0);
  let left = limit - textLength - blocks.length * markup;
  if (links.reduce((sum, length) => sum + length, 0) <= left) return blocks;
  const write = (inline: Inline): Inline => {
    if (inline.type !== 'link') return inline;
    const length = inline.url.length + markup;
    if (length <= left) {
      left -= length;
      return inline;
    }
    left -= leftOutOfText.length;
    return { type: 'text', text: inline.text + leftOutOfText, ...(inline.style && { style: inline.style }) };
  };
  return blocks.map(block => {
    if (block.type === 'list') return { ...block, items: block.items.map(item => item.map(write)) };
    return 'content' in block ? { ...block, content: block.content.map(write) } : block;
  });
}

/** Characters of Markdown around a link or at the start of a block. */
const markup = 4;

function inlinesOf(block: Block): Inline[] {
  if (block.type === 'list') return block.items.flat();
  if (block.type === 'code') return [{ type: 'text', text: block.text }];
  return 'content' in block ? block.content : [];
}

/** A list joins the paragraph or list before it; any block joins its heading. */
function belongsTo(previous: Block | null, block: Block): boolean {
  if (previous === null || previous.type === 'divider') return false;
  return previous.type === 'heading' || (block.type === 'list' && ['list', 'paragraph'].includes(previous.type));
}

function append(sections: Section[], text: string, join: boolean) {
  const last = sections.at(-1);
  if (join && last?.type === 'text') last.text += `\n${text}`;
  else sections.push({ type: 'text', text });
}

function withEllipsis(sections: Section[]): Section[] {
  const last = sections.findLast(section => section.type === 'text');
  if (last === undefined) sections.push({ type: 'text', text: '…' });
  else if (!/…\W*$/.test(last.text)) last.text += ellipsis;
  return sections;
}

function piecesOf(block: Block): Piece[] {
  switch (block.type) {
    case 'divider':
      return [];
    case 'paragraph':
      return [lines(block.content, '', '')];
    case 'heading':
      return [lines(block.content.map(bold), '', '')];
    case 'quote':
      return [lines(block.content, '> ', '> ')];
    case 'code':
      return [code(block.text)];
    case 'list':
      return block.items.map((item, index) => {
        const marker = `${'  '.repeat(block.depth)}${block.ordered ? `${(block.from ?? 1) + index}.` : '-'} `;
        return lines(item, marker, ' '.repeat(marker.length));
      });
  }
}

const bold = (inline: Inline): Inline =>
  inline.type === 'break' ? inline : { ...inline, style: { ...inline.style, bold: true } };

function lines(content: Inline[], first: string, next: string): Piece {
  const write = (inlines: Inline[]) => {
    const written = writeLines(inlines).filter(line => line !== '');
    return written.map((line, index) => (index === 0 ? first : next) + line).join('\n');
  };
  return room => fitInlines(content, room, write);
}

function code(text: string): Piece {
  const clean = cleanLines(text);
  if (clean.trim() === '') return () => ({ text: '', whole: true });
  const whole = writeCode(clean);
  return room => {
    if (whole.length <= room) return { text: whole, whole: true };
    return longestFit(room, length => writeCode(`${cutText(clean, length)}…`));
  };
}
