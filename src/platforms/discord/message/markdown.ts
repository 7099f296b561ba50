/** Inlines as Discord Markdown: https://docs.discord.com/developers/reference#message-formatting */
import type { Inline, Style, TimeStyle } from '../../../messages/message.ts';
import { cleanLine } from '../../sanitize.ts';
import { escapeLineStart, escapeText, safeUrl } from './escape.ts';
import { maxTimestamp } from './limits.ts';

const timeLetters = { time: 't', date: 'D', datetime: 'f', relative: 'R' } satisfies Record<TimeStyle, string>;

/** Lines of Markdown: a break begins a new one. */
export function writeLines(inlines: Inline[]): string[] {
  const lines: Inline[][] = [[]];
  for (const inline of inlines) {
    if (inline.type === 'break') lines.push([]);
    else lines.at(-1)?.push(inline);
  }
  return lines.map(line => escapeLineStart(join(line.map(writeInline)).trim()));
}

/** All on one line. */
export function writeLine(inlines: Inline[]): string {
  return writeLines(inlines)
    .filter(line => line !== '')
    .join(' ');
}

/** Two styles that touch would be read as one mark: `**a****b**`. */
function join(pieces: string[]): string {
  return pieces.reduce((line, piece) => {
    const touches = /[*`_]$/.test(line) && /^[*`_]/.test(piece);
    return line + (touches ? '\u200b' : '') + piece;
  }, '');
}

function writeInline(inline: Inline): string {
  switch (inline.type) {
    case 'break':
      return '\n';
    case 'text':
      return writeText(cleanLine(inline.text), inline.style);
    case 'link':
      return writeLink(inline.url, inline.text, inline.style);
    case 'time':
      return Number.isInteger(inline.at) && Math.abs(inline.at) <= maxTimestamp
        ? mark(`<t:${inline.at}:${timeLetters[inline.format]}>`, inline.style)
        : writeText(cleanLine(inline.fallback), inline.style);
  }
}

/**
 * In code a backslash stands for itself, so text with a backtick, which would end it, is not set as code; nor do other
 * styles go around it, because a `*` in it would end those.
 */
function writeText(line: string, style: Style = {}): string {
  if (style.code && !line.includes('`')) return wrap(unping(line), '`');
  return mark(escapeText(line), style);
}

/** Bold and italic. */
function mark(markdown: string, style: Style = {}): string {
  return wrap(wrap(markdown, style.italic ? '*' : ''), style.bold ? '**' : '');
}

/** Marks around a text; blanks at its ends stay outside, where Discord wants them. */
function wrap(text: string, marks: string): string {
  const inner = text.trim();
  return inner === '' ? text : text.replace(inner, () => marks + inner + marks);
}

/**
 * `[text](url)`. Discord shows a link whose text holds an address, or a bracket without its partner, as plain text,
 * so the text loses its scheme and its brackets become round.
 * https://support.discord.com/hc/en-us/articles/210298617
 */
export function writeLink(url: string, text: string, style?: Style): string {
  const address = safeUrl(url);
  const line = cleanLine(text).trim();
  if (address === null) return writeText(line === '' ? cleanLine(url) : line, style);
  const label = line
    .replace(/\b[a-z]+:\/\//gi, '')
    .replaceAll('[', '(')
    .replaceAll(']', ')')
    .trim();
  return mark(`[${escapeText(label) || escapeText(new URL(address).host)}](${address})`, style);
}

/** Code shows every character, but Discord looks for `@everyone` in it all the same. */
function unping(text: string): string {
  return text.replace(/@(?=everyone|here)/gi, '@\u200b').replace(/<(?=[@#:/at])/g, '<\u200b');
}

/** A code block; two backticks that touch are parted so that they cannot end it. */
export function writeCode(text: string): string {
  return `\`\`\`\n${unping(text).replace(/`(?=`)/g, '`\u200b')}\n\`\`\``;
}
