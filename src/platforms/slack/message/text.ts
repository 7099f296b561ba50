/** Cuts, escapes and flattens text for Slack. */
import type { Inline } from '../../../messages/message.ts';
import { shorten } from '../../../util/text/cut.ts';
import { cleanLine } from '../../text/sanitize.ts';

/**
 * Escapes a text so that Slack finds neither mentions nor links in it.
 * https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Escapes a text, cut so that the escaped text has at most `max` characters; an escape is never cut. */
export function cutEscaped(text: string, max: number): string {
  let fits = max;
  if (escapeText(text).length > max) {
    for (let low = 0, high = max; low <= high; ) {
      const middle = (low + high) >> 1;
      if (escapeText(shorten(text, middle)).length <= max) {
        fits = middle;
        low = middle + 1;
      } else high = middle - 1;
    }
  }
  return escapeText(shorten(text, fits));
}

/** Renders an inline as plain text. */
export function plainInline(inline: Inline): string {
  if (inline.type === 'break') return '\n';
  return cleanLine(inline.type === 'time' ? inline.fallback : inline.text);
}

/** Renders inlines as plain text. */
export const plain = (content: Inline[]): string => content.map(plainInline).join('');

/** Checks that Slack accepts a link to a URL: http or https, and short enough. */
export function isLinkable(url: string, max: number): boolean {
  return (
    url.length <= max &&
    /^https?:\/\//i.test(url) &&
    URL.canParse(url) &&
    !/[\s\p{Cc}]/u.test(url) &&
    url.isWellFormed()
  );
}
