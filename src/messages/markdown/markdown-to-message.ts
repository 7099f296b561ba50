/**
 * Converts Markdown (CommonMark) to the blocks of a message. Raw HTML stays text, an image becomes a link, and a link that
 * isn't http or https becomes its text.
 */
import type { Token } from 'markdown-it';
import { bounds } from '../bounds.ts';
import { type Block, type Inline, leftOutOfText, type Style } from '../message.ts';
import { plainText, tidy } from './inlines.ts';
import { type MarkdownNode, parseMarkdown } from './parse-markdown.ts';
import { type Fill, withoutValues } from './placeholders.ts';
import { capitalizeBlock } from './sentence-case.ts';

export { plainText } from './inlines.ts';

/** State of one conversion: how placeholders are filled, and the characters left for addresses. */
interface Reading {
  fill: Fill;
  /** Bounded, since many links can share one definition: their addresses can be longer than the text. */
  addresses: number;
}

/**
 * Converts Markdown to blocks; `fill` replaces the placeholders. Blocks without visible text are left out. Throws
 * TemplateError if lists or quotes nest too deep.
 */
export function toBlocks(markdown: string, fill: Fill = withoutValues): Block[] {
  const reading: Reading = { fill, addresses: bounds.addresses };
  return parseMarkdown(markdown).flatMap(node => blocksOf(node, reading, 0).map(capitalizeBlock));
}

/** Converts Markdown to one line. Throws like toBlocks(). */
export function toInlines(markdown: string, fill: Fill = withoutValues): Inline[] {
  return flatten(toBlocks(markdown, fill), { type: 'text', text: ' ' });
}

function blocksOf(node: MarkdownNode, reading: Reading, depth: number): Block[] {
  switch (node.type) {
    case 'hr':
      return [{ type: 'divider' }];
    case 'fence':
    case 'code_block':
      return codeBlock(node.content.replace(/\n$/, ''), reading);
    case 'bullet_list':
    case 'ordered_list':
      return listBlocks(node, reading, depth);
    case 'blockquote':
      return block('quote', flatten(innerBlocks(node, reading, depth), { type: 'break' }));
    case 'heading':
      return block('heading', inlinesOf(node.inlines, reading));
    case 'html_block':
      return block('paragraph', reading.fill.inlines(node.content.replace(/\s+/gu, ' '), {}));
    default:
      return block('paragraph', inlinesOf(node.inlines, reading));
  }
}

const codeBlock = (text: string, { fill }: Reading): Block[] =>
  text.trim() ? [{ type: 'code', text: fill.plain(text) }] : [];

function innerBlocks(node: MarkdownNode, reading: Reading, depth: number): Block[] {
  return node.children.flatMap(child => blocksOf(child, reading, depth + 1));
}

function block(type: 'paragraph' | 'heading' | 'quote', inlines: Inline[]): Block[] {
  const content = tidy(inlines);
  return content.length ? [{ type, content }] : [];
}

/** Splits a nested list into several: the items before an inner list, the inner list, the items after it. */
function listBlocks(list: MarkdownNode, reading: Reading, depth: number): Block[] {
  const blocks: Block[] = [];
  const ordered = list.type === 'ordered_list';
  for (const item of list.children) {
    const inner = innerBlocks(item, reading, depth);
    const content = flatten(
      inner.filter(block => block.type !== 'list'),
      { type: 'break' },
    );
    const last = blocks.at(-1);
    if (content.length && last?.type === 'list' && last.depth === depth) last.items.push(content);
    else if (content.length) blocks.push({ type: 'list', ordered, depth, items: [content] });
    blocks.push(...inner.filter(block => block.type === 'list'));
  }
  return blocks;
}

/** Blocks as one list of inlines. */
function flatten(blocks: Block[], between: Inline): Inline[] {
  const lines = blocks.flatMap((block): Inline[][] => {
    if (block.type === 'divider') return [];
    if (block.type === 'code') return [[{ type: 'text', text: block.text, style: { code: true } }]];
    return block.type === 'list' ? block.items : [block.content];
  });
  return tidy(lines.flatMap((line, index) => (index ? [between, ...line] : line)));
}

/** Converts tokens without recursion, since styles can nest as deep as the text is long. */
function inlinesOf(tokens: readonly Token[], reading: Reading): Inline[] {
  const { fill } = reading;
  const inlines: Inline[] = [];
  const open = { bold: 0, italic: 0 };
  let link: { url: string; from: number; style: Style } | null = null;
  for (const token of tokens) {
    const style: Style = { ...(open.bold > 0 && { bold: true }), ...(open.italic > 0 && { italic: true }) };
    switch (token.type) {
      case 'strong_open':
      case 'strong_close':
        open.bold += token.nesting;
        break;
      case 'em_open':
      case 'em_close':
        open.italic += token.nesting;
        break;
      case 'softbreak':
        inlines.push(...fill.inlines(' ', style));
        break;
      case 'hardbreak':
        inlines.push({ type: 'break' });
        break;
      case 'code_inline':
        inlines.push(...fill.inlines(token.content, { ...style, code: true }));
        break;
      case 'image':
        inlines.push(
          ...linkOf(String(token.attrGet('src') ?? ''), fill.inlines(altOf(token) || 'image', style), style, reading),
        );
        break;
      case 'link_open':
        link = { url: String(token.attrGet('href') ?? ''), from: inlines.length, style };
        break;
      case 'link_close':
        if (link) inlines.push(...linkOf(link.url, inlines.splice(link.from), link.style, reading));
        link = null;
        break;
      default:
        inlines.push(...fill.inlines(token.content.replace(/\s+/gu, ' '), style));
    }
  }
  return inlines;
}

/** The text of an image's description, without styles. */
function altOf({ children }: Token): string {
  const words = (children ?? []).map(({ type, content }) => (/break$/.test(type) ? ' ' : content));
  return words.join('').replace(/\s+/gu, ' ');
}

function linkOf(address: string, words: Inline[], style: Style, reading: Reading): Inline[] {
  const url = address.length > reading.addresses ? null : reading.fill.url(address);
  if (url === null) {
    const isLong = reading.fill.isLongUrl(address);
    return isLong
      ? [...words, { type: 'text', text: leftOutOfText, ...(Object.keys(style).length && { style }) }]
      : words;
  }
  reading.addresses -= Math.max(address.length, url.length);
  const text = plainText(tidy(words)) || url;
  return [{ type: 'link', url, text, ...(Object.keys(style).length ? { style } : {}) }];
}
