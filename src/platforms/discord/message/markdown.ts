/** Writes inlines as Discord Markdown: https://docs.discord.com/developers/reference#message-formatting */
import type { Inline, Style, TimeStyle } from '../../../messages/message.ts';
import { cleanLine } from '../../text/sanitize.ts';
import { escapeLineStart, escapeText, safeUrl } from './escape.ts';
import { maxTimestamp } from './limits.ts';
import { isNameable } from './mention.ts';

const timeLetters = { time: 't', date: 'D', datetime: 'f', relative: 'R' } satisfies Record<TimeStyle, string>;

/** Writes inlines as lines of Markdown. Each break starts a new line. */
export function writeLines(inlines: Inline[]): string[] {
  const lines: Inline[][] = [[]];
  for (const inline of inlines) {
    if (inline.type === 'break') lines.push([]);
    else lines.at(-1)?.push(inline);
  }
  return lines.map(line => escapeLineStart(join(line.map(writeInline)).trim()));
}

/** Writes inlines on a single line. */
export function writeLine(inlines: Inline[]): string {
  return writeLines(inlines)
    .filter(line => line !== '')
    .join(' ');
}

/** Joins pieces with a zero-width space between two styles, which Discord would otherwise read as one: `**a****b**`. */
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
      // Only `allowed_mentions` decides what pings.
      if (inline.mention && isNameable(inline.mention)) return inline.mention;
      return writeText(cleanLine(inline.text), inline.style);
    case 'link':
      return writeLink(inline.url, inline.text, inline.style);
    case 'time':
      return Number.isInteger(inline.at) && Math.abs(inline.at) <= maxTimestamp
        ? emphasize(`<t:${inline.at}:${timeLetters[inline.format]}>`, inline.style)
        : writeText(cleanLine(inline.fallback), inline.style);
  }
}

/**
 * Writes styled text. Code can't escape a backtick, so text with a backtick isn't written as code. Code gets no other
 * style, because a `*` inside would end that style.
 */
function writeText(line: string, style: Style = {}): string {
  if (style.code && !line.includes('`')) return wrap(unping(line), '`');
  return emphasize(escapeText(line), style);
}

/** Applies bold and italic. */
function emphasize(markdown: string, style: Style = {}): string {
  return wrap(wrap(markdown, style.italic ? '*' : ''), style.bold ? '**' : '');
}

/** Puts a delimiter around a text. Spaces at its ends stay outside, as Discord requires. */
function wrap(text: string, delimiter: string): string {
  const inner = text.trim();
  return inner === '' ? text : text.replace(inner, () => delimiter + inner + delimiter);
}

/**
 * Writes `[text](url)`. Discord shows a link as plain text if its text contains a URL or an unmatched bracket. So the text
 * loses URL schemes, and square brackets become round.
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
  return emphasize(`[${escapeText(label) || escapeText(new URL(address).host)}](${address})`, style);
}

/** Breaks mentions in code with zero-width spaces: Discord searches code for `@everyone` too. */
function unping(text: string): string {
  return text.replace(/@(?=everyone|here)/gi, '@\u200b').replace(/<(?=[@#:/at])/g, '<\u200b');
}

/** Writes a code block. A zero-width space separates consecutive backticks, so that they can't end it. */
export function writeCode(text: string): string {
  return `\`\`\`\n${unping(text).replace(/`(?=`)/g, '`\u200b')}\n\`\`\``;
}
