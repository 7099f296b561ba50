/** Text on its way to Slack: cut, escaped and read back as plain words. */
import type { Inline } from '../../../messages/message.ts';
import { cutText } from '../../../util/cut.ts';
import { cleanLine } from '../../sanitize.ts';

/** The text, or as much of it as `max` characters hold with an ellipsis at the end; an isolate that is cut is closed. */
export function cut(text: string, max: number): string {
  return text.length <= max ? text : `${cutText(text, max - 1)}…`;
}

/**
 * Escaped so that Slack reads neither mention nor link into it.
 * https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The text escaped, or as much of it as `max` characters hold once it is escaped: no escape is cut. */
export function cutEscaped(text: string, max: number): string {
  let fits = max;
  if (escapeText(text).length > max) {
    for (let low = 0, high = max; low <= high; ) {
      const middle = (low + high) >> 1;
      if (escapeText(cut(text, middle)).length <= max) {
        fits = middle;
        low = middle + 1;
      } else high = middle - 1;
    }
  }
  return escapeText(cut(text, fits));
}

/** What an inline says where there is only plain text. */
export function plainInline(inline: Inline): string {
  if (inline.type === 'break') return '\n';
  return cleanLine(inline.type === 'time' ? inline.fallback : inline.text);
}

export const plain = (content: Inline[]): string => content.map(plainInline).join('');

/** A URL that may be linked: http or https, and short enough for Slack. */
export function isLinkable(url: string, max: number): boolean {
  return (
    url.length <= max &&
    /^https?:\/\//i.test(url) &&
    URL.canParse(url) &&
    !/[\s\p{Cc}]/u.test(url) &&
    url.isWellFormed()
  );
}
