/**
 * An independent, strict parser of Discord's Markdown with the rules of its web client. Where clients differ, the parser
 * follows the one that recognizes more: all syntax that might have an effect counts.
 * https://docs.discord.com/developers/reference#message-formatting
 */
export interface Node {
  /** `text`, or the effect: `strong`, `link`, `user`, `time`, `heading`, … */
  type: string;
  /** The match without delimiters: the text, the URL of a link, the id of a mention. */
  value: string;
  children: Node[];
}

interface Rule {
  type: string;
  form: RegExp;
  /** Only at the start of a line. */
  block?: true;
  /** The group that is the value, and the group that is parsed recursively. */
  value?: number;
  inner?: number;
}

const rules: Rule[] = [
  { type: 'heading', form: /^#{1,3}\s+(?=\S)/, block: true },
  { type: 'subtext', form: /^-#\s+(?=\S)/, block: true },
  { type: 'quote', form: /^(?:>>>|>)\s/, block: true },
  { type: 'item', form: /^ *(?:[-*+]|\d+[.)])\s+/, block: true },
  { type: 'text', form: /^\\([^0-9A-Za-z\s])/, value: 1 },
  { type: 'codeblock', form: /^```(?:[a-z0-9_+\-.#]+?\n)?\n*([^\n][\s\S]*?)\n*```/i, value: 1 },
  { type: 'code', form: /^(`+)([\s\S]*?[^`])\1(?!`)/, value: 2 },
  { type: 'user', form: /^<@!?(\d+)>/, value: 1 },
  { type: 'role', form: /^<@&(\d+)>/, value: 1 },
  { type: 'channel', form: /^<#(\d+)>/, value: 1 },
  { type: 'everyone', form: /^@(everyone|here)/i, value: 1 },
  { type: 'time', form: /^<t:(-?\d+(?::[tTdDfFRsS])?)>/, value: 1 },
  { type: 'command', form: /^<\/([^:>]+:\d+)>/, value: 1 },
  { type: 'emoji', form: /^<a?:\w+:\d+>/ },
  { type: 'emoji', form: /^:[\w+-]+:/ },
  { type: 'navigation', form: /^<id:\w+>/ },
  { type: 'url', form: /^<((?:https?|steam|discord|mailto|tel):[^\s>]+)>/i, value: 1 },
  { type: 'url', form: /^(?:https?|steam|discord):\/\/[^\s<]+[^<.,:;"'\]\s]/i },
  { type: 'invite', form: /^(?:discord\.gg|discord(?:app)?\.com\/invite)\/[\w-]+/i },
  { type: 'email', form: /^[\w.+-]+@[\w-]+\.[\w.]+/ },
  {
    type: 'link',
    form: /^\[((?:\[[^\]]*\]|[^[\]]|\](?=[^[]*\]))*)\]\(\s*<?((?:\([^)]*\)|[^\s\\]|\\.)*?)>?(?:\s+['"][\s\S]*?['"])?\s*\)/,
    inner: 1,
    value: 2,
  },
  { type: 'strong', form: /^\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/, inner: 1 },
  { type: 'underline', form: /^__((?:\\[\s\S]|[^\\])+?)__(?!_)/, inner: 1 },
  {
    type: 'em',
    form: /^\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)/,
    inner: 1,
  },
  { type: 'em', form: /^_((?:__|\\[\s\S]|[^\\_])+?)_/, inner: 1 },
  { type: 'strike', form: /^~~(?=\S)((?:\\[\s\S]|~(?!~)|[^\s\\~]|\s(?!~~))+?)~~/, inner: 1 },
  { type: 'spoiler', form: /^\|\|([\s\S]+?)\|\|/, inner: 1 },
];

/** Parses the Markdown of one Text Display. Adjacent characters of text become one node. */
export function parse(markdown: string): Node[] {
  const nodes: Node[] = [];
  let at = 0;
  let lineStart = true;
  while (at < markdown.length) {
    const rest = markdown.slice(at, at + 5000);
    const [node, length]: [Node, number] = match(rest, lineStart, markdown[at - 1]) ?? [textNode(rest.charAt(0)), 1];
    const last = nodes.at(-1);
    if (node.type === 'text' && last?.type === 'text') last.value += node.value;
    else nodes.push(node);
    at += length;
    const blank: boolean = lineStart && /^\s*$/.test(node.value) && node.type === 'text';
    lineStart = markdown[at - 1] === '\n' || blank || isBlock(node);
  }
  return nodes;
}

const isBlock = ({ type }: Node) => rules.some(rule => rule.block && rule.type === type);
const textNode = (value: string): Node => ({ type: 'text', value, children: [] });
/** Characters that start no rule, a fast path for most text. */
const plain = /^[^\\`<@:[*_~|#>\-+\d\s\w]/;

function match(rest: string, lineStart: boolean, before = ''): [Node, number] | null {
  if (plain.test(rest)) return null;
  for (const { type, form, block, value, inner } of rules) {
    if (block && !lineStart) continue;
    if (type === 'email' && /[\w.+-]/.test(before)) continue;
    const found = form.exec(rest);
    if (!found) continue;
    const children = inner ? parse(found[inner] ?? '') : [];
    return [{ type, value: value ? (found[value] ?? '') : inner ? '' : found[0], children }, found[0].length];
  }
  return null;
}

/** All nodes that aren't plain text. */
export function effects(nodes: Node[]): Node[] {
  return nodes.flatMap(node => (node.type === 'text' ? [] : [node, ...effects(node.children)]));
}
