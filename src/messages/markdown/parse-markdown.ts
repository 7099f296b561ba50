/**
 * Parses Markdown (CommonMark) into blocks, each with the tokens of its text.
 *
 * markdown-it parses in time that grows with the length of the text, whatever is in it; other parsers take seconds for a
 * few thousand nested lists, brackets or stars, and anyone who can edit a template could block the process with them.
 */
import MarkdownIt, { type Token } from 'markdown-it';
import { bounds, TemplateError } from '../bounds.ts';

/** A block: `type` is the parser's (`bullet_list`, `paragraph`, `fence`, …). */
export interface MarkdownNode {
  type: string;
  /** The text of code and HTML. */
  content: string;
  /** Blocks within a list, an item or a quote. */
  children: MarkdownNode[];
  /** Tokens of the text of a paragraph or a heading, in order; styles and links open and close. */
  inlines: readonly Token[];
}

/** Levels of tokens; a list and its item are one each. Deeper ones aren't parsed. */
const mostLevels = 2 * bounds.nesting + 4;

const parser = new MarkdownIt('commonmark', { maxNesting: mostLevels });
// Addresses are checked after their values are filled in (placeholders.ts).
parser.normalizeLink = url => url;
parser.validateLink = () => true;

/** Parsed texts. A template numbers its placeholders in the same way each time, so most texts are cached. */
const parsed = new Map<string, readonly MarkdownNode[]>();
/** Total characters of the cached texts. Their tokens take up to a hundred times as much memory. */
const mostParsed = 200_000;
let parsedCharacters = 0;

/** Throws TemplateError when lists and quotes nest deeper than `bounds.nesting`. */
export function parseMarkdown(markdown: string): readonly MarkdownNode[] {
  const known = parsed.get(markdown);
  if (known) return known;
  const nodes = toTree(parser.parse(markdown, {}));
  parsedCharacters += markdown.length;
  if (parsedCharacters > mostParsed) {
    parsed.clear();
    parsedCharacters = markdown.length;
  }
  parsed.set(markdown, nodes);
  return nodes;
}

const containers: ReadonlySet<string> = new Set(['bullet_list', 'ordered_list', 'blockquote']);

function toTree(tokens: readonly Token[]): MarkdownNode[] {
  const root: MarkdownNode[] = [];
  const open: MarkdownNode[] = [];
  let depth = 0;
  for (const token of tokens) {
    const type = token.type.replace(/_(open|close)$/, '');
    if (containers.has(type)) depth += token.nesting;
    if (depth > bounds.nesting) {
      throw new TemplateError(`Lists and quotes are nested more than ${bounds.nesting} levels deep`);
    }
    const parent = open.at(-1);
    if (token.type === 'inline') {
      if (parent) parent.inlines = token.children ?? [];
    } else if (token.nesting === -1) {
      open.pop();
    } else {
      const node: MarkdownNode = { type, content: token.content, children: [], inlines: [] };
      (parent?.children ?? root).push(node);
      if (token.nesting === 1) open.push(node);
    }
  }
  return root;
}
