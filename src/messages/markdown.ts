/**
 * Markdown (CommonMark) as the blocks of a message. What a message has no form for becomes its text: raw HTML stays
 * as it was written, an image becomes a link, a link to anything but http or https becomes its words.
 */
import { fromMarkdown } from 'mdast-util-from-markdown';
import { bounds } from './bounds.ts';
import type { Block, Inline, Style } from './message.ts';
import { asItStands, type Fill } from './slots.ts';

type Node = ReturnType<typeof fromMarkdown>['children'][number];
type List = Extract<Node, { type: 'list' }>;

/** Reads Markdown; `fill` puts the values in their places. Blocks without anything to read are left out. */
export function toBlocks(markdown: string, fill: Fill = asItStands): Block[] {
  return parse(markdown).flatMap(node => blocksOf(node, fill, 0));
}

/** What was parsed last: a template's places are numbered alike each time, so that most messages are known already. */
const parsed = new Map<string, readonly Node[]>();
const mostParsed = 500;

function parse(markdown: string): readonly Node[] {
  const known = parsed.get(markdown);
  if (known) return known;
  const nodes = fromMarkdown(markdown).children;
  if (parsed.size >= mostParsed) parsed.clear();
  parsed.set(markdown, nodes);
  return nodes;
}

/** Reads Markdown as one line. */
export function toInlines(markdown: string, fill: Fill = asItStands): Inline[] {
  return flatten(toBlocks(markdown, fill), { type: 'text', text: ' ' });
}

/** What the reader of some inlines reads; a break is a new line. */
export function plainText(inlines: readonly Inline[]): string {
  return inlines.map(plainInline).join('');
}

function plainInline(inline: Inline): string {
  if (inline.type === 'break') return '\n';
  return inline.type === 'time' ? inline.fallback : inline.text;
}

function blocksOf(node: Node, fill: Fill, depth: number): Block[] {
  switch (node.type) {
    case 'thematicBreak':
      return [{ type: 'divider' }];
    case 'code':
      return node.value.trim() ? [{ type: 'code', text: fill.plain(node.value) }] : [];
    case 'list':
      return listBlocks(node, fill, depth);
    case 'blockquote':
      return block('quote', flatten(innerBlocks(node.children, fill, depth), { type: 'break' }));
    case 'heading':
      return block('heading', inlinesOf(node.children, fill, {}));
    case 'definition':
      return [];
    default:
      return block('paragraph', inlinesOf('children' in node ? node.children : [node], fill, {}));
  }
}

function innerBlocks(nodes: Node[], fill: Fill, depth: number): Block[] {
  if (depth >= bounds.nesting) return [];
  return nodes.flatMap(node => blocksOf(node, fill, depth + 1));
}

function block(type: 'paragraph' | 'heading' | 'quote', inlines: Inline[]): Block[] {
  const content = tidy(inlines);
  return content.length ? [{ type, content }] : [];
}

/** A list with lists in it as several: what stands before an inner list, the inner list, what comes after. */
function listBlocks(list: List, fill: Fill, depth: number): Block[] {
  const blocks: Block[] = [];
  const ordered = list.ordered ?? false;
  for (const item of list.children) {
    const inner = innerBlocks(item.children, fill, depth);
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

/** Blocks as one run of inlines. */
function flatten(blocks: Block[], between: Inline): Inline[] {
  const lines = blocks.flatMap((block): Inline[][] => {
    if (block.type === 'divider') return [];
    if (block.type === 'code') return [[{ type: 'text', text: block.text, style: { code: true } }]];
    return block.type === 'list' ? block.items : [block.content];
  });
  return tidy(lines.flatMap((line, index) => (index ? [between, ...line] : line)));
}

function inlinesOf(nodes: readonly Node[], fill: Fill, style: Style): Inline[] {
  return nodes.flatMap((node): Inline[] => {
    switch (node.type) {
      case 'text':
      case 'html':
        return fill.inlines(node.value.replace(/\s+/gu, ' '), style);
      case 'inlineCode':
        return fill.inlines(node.value, { ...style, code: true });
      case 'strong':
        return inlinesOf(node.children, fill, { ...style, bold: true });
      case 'emphasis':
        return inlinesOf(node.children, fill, { ...style, italic: true });
      case 'break':
        return [{ type: 'break' }];
      case 'link':
        return link(node.url, inlinesOf(node.children, fill, style), fill, style);
      case 'image':
        return link(node.url, fill.inlines(node.alt || 'image', style), fill, style);
      default:
        return 'children' in node ? inlinesOf(node.children as Node[], fill, style) : [];
    }
  });
}

function link(address: string, words: Inline[], fill: Fill, style: Style): Inline[] {
  const url = fill.url(address);
  if (url === null) return words;
  const text = plainText(tidy(words)) || url;
  return [{ type: 'link', url, text, ...(Object.keys(style).length ? { style } : {}) }];
}

/** Joins neighbours of one style, single spaces, nothing empty, no space or break at either end. */
function tidy(inlines: readonly Inline[]): Inline[] {
  const tidied: Inline[] = [];
  for (const inline of inlines) {
    const last = tidied.at(-1);
    if (inline.type !== 'text') tidied.push(inline);
    else if (last?.type === 'text' && sameStyle(last.style, inline.style))
      tidied[tidied.length - 1] = { ...last, text: singleSpaces(last.text + inline.text) };
    else if (inline.text) tidied.push({ ...inline, text: singleSpaces(inline.text) });
  }
  return trimAt(-1, /\s+$/u, trimAt(0, /^\s+/u, tidied));
}

const singleSpaces = (text: string) => text.replace(/\s+/gu, ' ');

const sameStyle = (a: Style = {}, b: Style = {}) => a.bold === b.bold && a.italic === b.italic && a.code === b.code;

function trimAt(end: 0 | -1, space: RegExp, inlines: Inline[]): Inline[] {
  const outermost = inlines.at(end);
  if (outermost?.type !== 'text' && outermost?.type !== 'break') return inlines;
  const text = outermost.type === 'text' ? outermost.text.replace(space, '') : '';
  if (text) return inlines.with(end, { ...outermost, type: 'text', text });
  return trimAt(end, space, end === 0 ? inlines.slice(1) : inlines.slice(0, -1));
}
