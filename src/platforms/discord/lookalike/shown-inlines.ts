/** Discord's inline Markdown. */
import { deepest } from '../../lookalike/body.ts';
import { type LookalikeOptions, readSeconds, timeElement, writeMoment, writeRelative } from '../../lookalike/frame.ts';
import { type Html, html, lines, link } from '../../lookalike/html.ts';

/** Renders the text inside a mark. */
type Inside = (text: string) => Html;

interface Mark {
  form: RegExp;
  write(match: RegExpExecArray, inside: Inside, look: LookalikeOptions): Html;
}

const group = (match: RegExpExecArray, index: number) => match[index] ?? '';

/**
 * The first matching mark is used. Inside a mark, a backslash escapes the next character, so that an escaped mark doesn't
 * end it. As in Discord, a link whose text contains an address isn't a link.
 */
const marks: readonly Mark[] = [
  { form: /\\([^0-9A-Za-z\s])/y, write: match => html`${group(match, 1)}` },
  { form: /(`+)(?!`)(.*?[^`])\1(?!`)/sy, write: match => html`<code>${group(match, 2)}</code>` },
  {
    form: /<t:(-?\d{1,13})(?::([tTdDfFRsS]))?>/y,
    write: (match, _, look) => timestamp(match[0], group(match, 1), group(match, 2), look),
  },
  { form: /<@!?(\d+)>/y, write: match => html`<span class="discord-mention">@${group(match, 1)}</span>` },
  { form: /<@&(\d+)>/y, write: match => html`<span class="discord-mention">@${group(match, 1)}</span>` },
  { form: /<#(\d+)>/y, write: match => html`<span class="discord-mention">#${group(match, 1)}</span>` },
  { form: /@(?:everyone|here)/y, write: match => html`<span class="discord-mention">${match[0]}</span>` },
  { form: /<(https?:\/\/[^\s<>]+)>/y, write: match => link(group(match, 1), html`${group(match, 1)}`) },
  {
    form: /\[((?:(?!https?:\/\/)(?:\\.|[^\\[\]]))+)\]\(<?(https?:\/\/[^\s<>()]+)>?\)/sy,
    write: (match, inside) => link(group(match, 2), inside(group(match, 1))),
  },
  { form: /https?:\/\/[^\s<>]*[^\s<>.,:;"'\])]/y, write: match => link(match[0], html`${match[0]}`) },
  { form: /\*\*((?:\\.|[^\\])+?)\*\*(?!\*)/sy, write: (match, inside) => html`<b>${inside(group(match, 1))}</b>` },
  { form: /__((?:\\.|[^\\])+?)__(?!_)/sy, write: (match, inside) => html`<u>${inside(group(match, 1))}</u>` },
  { form: /~~((?:\\.|[^\\])+?)~~/sy, write: (match, inside) => html`<s>${inside(group(match, 1))}</s>` },
  {
    form: /\|\|((?:\\.|[^\\])+?)\|\|/sy,
    write: (match, inside) => html`<span class="discord-spoiler">${inside(group(match, 1))}</span>`,
  },
  {
    form: /\*(?=[^\s*])((?:\\.|\*\*|[^\\*])+?)(?<!\s)\*(?!\*)/sy,
    write: (match, inside) => html`<i>${inside(group(match, 1))}</i>`,
  },
  {
    form: /\b_((?:\\.|__|[^\\_])+?)_\b/sy,
    write: (match, inside) => html`<i>${inside(group(match, 1))}</i>`,
  },
];

/** Characters that can begin a mark. */
const nextMark = /[\\`<@[*_~|]|https?:\/\//g;

export function inlineMarkdown(text: string, look: LookalikeOptions, depth = 0): Html {
  if (depth > deepest) return lines(text);
  const inside: Inside = within => inlineMarkdown(within, look, depth + 1);
  const pieces: Html[] = [];
  let plain = 0;
  nextMark.lastIndex = 0;
  let at = seek(text, 0);
  while (at < text.length) {
    const found = firstMark(text, at);
    if (found) {
      pieces.push(lines(text.slice(plain, at)), found.mark.write(found.match, inside, look));
      plain = at + found.match[0].length;
    }
    at = seek(text, found ? plain : at + 1);
  }
  return html`${pieces}${lines(text.slice(plain))}`;
}

/** Position of the next possible mark; the text's length if there is none. */
function seek(text: string, from: number): number {
  nextMark.lastIndex = from;
  return nextMark.exec(text)?.index ?? text.length;
}

function firstMark(text: string, at: number): { mark: Mark; match: RegExpExecArray } | null {
  for (const mark of marks) {
    mark.form.lastIndex = at;
    const match = mark.form.exec(text);
    if (match) return { mark, match };
  }
  return null;
}

/** https://docs.discord.com/developers/reference#message-formatting-timestamp-styles */
function timestamp(written: string, seconds: string, style: string, look: LookalikeOptions): Html {
  const at = readSeconds(seconds);
  if (at === null) return html`${written}`;
  return html`<span class="discord-time">${timeElement(at, writeTimestamp(at, style, look), look)}</span>`;
}

function writeTimestamp(at: number, style: string, look: LookalikeOptions): string {
  const write = (format: Parameters<typeof writeMoment>[1]) => writeMoment(at, format, look);
  switch (style) {
    case 't':
      return write('time');
    case 'T':
      return write('seconds');
    case 'd':
      return write('slashes');
    case 'D':
      return write('date');
    case 'F':
      return `${write('weekday')} at ${write('time')}`;
    case 's':
      return `${write('slashes')}, ${write('time')}`;
    case 'S':
      return `${write('slashes')}, ${write('seconds')}`;
    case 'R':
      return writeRelative(at, look) ?? writeTimestamp(at, 'f', look);
    default:
      return `${write('date')} at ${write('time')}`;
  }
}
