/**
 * Discord's Markdown: https://support.discord.com/hc/en-us/articles/210298617 and
 * https://docs.discord.com/developers/reference#message-formatting. Unlike in CommonMark, every line break counts.
 */

import type { LookalikeOptions } from '../../lookalike/frame.ts';
import { type Html, html } from '../../lookalike/html.ts';
import { inlineMarkdown } from './shown-inlines.ts';

/** HTML of headings, small text, lists, quotes, code blocks and inline marks. */
export function discordMarkdown(text: string, look: LookalikeOptions): Html {
  const pieces = text.split(/(?<!\\)```(.*?)```\n?/s);
  return html`${pieces.map((piece, index) => (index % 2 === 0 ? linesHtml(piece, look) : codeHtml(piece)))}`;
}

/** HTML of a code block, whose first line can name a language. */
function codeHtml(code: string): Html {
  return html`<pre>${code.replace(/^[\w+#.-]*\n/, '').replace(/^\n+|(?<!\n)\n+$/g, '')}</pre>`;
}

function linesHtml(text: string, look: LookalikeOptions): Html {
  if (text === '') return html``;
  const groups: { kind: string; lines: string[] }[] = [];
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const kind = kindOf(line, groups.at(-1)?.kind);
    const last = groups.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else groups.push({ kind, lines: [line] });
  }
  return html`${groups.map(({ kind, lines }) => groupHtml(kind, lines, look))}`;
}

const marker = /^(\s*)(?:[-*+]|(\d{1,10})\.) (.*)$/;
const heading = /^(#{1,3}|-#) (?=\S)/;

/** The kind of a line. One that is indented below a list continues its last item. */
function kindOf(line: string, before: string | undefined): string {
  if (heading.test(line)) return 'heading';
  if (line.startsWith('> ')) return 'quote';
  if (marker.test(line) || (before === 'list' && /^\s+\S/.test(line))) return 'list';
  return 'text';
}

function groupHtml(kind: string, lines: string[], look: LookalikeOptions): Html {
  switch (kind) {
    case 'heading':
      return html`${lines.map(line => headingHtml(line, look))}`;
    case 'quote':
      return html`<blockquote>${linesHtml(lines.map(line => line.slice(2)).join('\n'), look)}</blockquote>`;
    case 'list':
      return html`<ul>${itemsOf(lines).map(item => itemHtml(item, look))}</ul>`;
    default:
      return html`<div>${inlineMarkdown(lines.join('\n'), look)}</div>`;
  }
}

function headingHtml(line: string, look: LookalikeOptions): Html {
  const mark = heading.exec(line)?.[1] ?? '';
  const content = inlineMarkdown(line.slice(mark.length + 1), look);
  if (mark === '-#') return html`<small>${content}</small>`;
  return html`<div class="discord-heading" data-level="${mark.length}">${content}</div>`;
}

interface Item {
  depth: number;
  /** Null for a bullet. */
  number: string | null;
  text: string;
}

function itemsOf(lines: string[]): Item[] {
  const items: Item[] = [];
  for (const line of lines) {
    const [, indent = '', number, text = ''] = marker.exec(line) ?? [];
    const last = items.at(-1);
    if (last && !marker.test(line)) last.text += `\n${line.trim()}`;
    else items.push({ depth: Math.min(10, Math.floor(indent.length / 2)), number: number ?? null, text });
  }
  return items;
}

function itemHtml({ depth, number, text }: Item, look: LookalikeOptions): Html {
  const content = inlineMarkdown(text, look);
  const mark =
    number === null ? html`<i class="discord-bullet"></i>` : html`<span class="discord-number">${number}.</span>`;
  return html`<li data-depth="${depth}">${mark}${content}</li>`;
}
