/** Text on its way to Slack: cut, escaped and read back as plain words. */
import type { Inline } from '../../messages/message.ts';
import { closeIsolate, countOpenIsolates } from '../../util/bidi.ts';
import { cleanLine } from '../clean.ts';

/** The text, or as much of it as `max` characters hold with an ellipsis at the end; an isolate that is cut is closed. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const start = cutBefore(text, max - 1);
  return `${countOpenIsolates(start) === 0 ? start : closeIsolate(cutBefore(text, max - 2))}…`;
}

function cutBefore(text: string, length: number): string {
  return text.slice(0, Math.max(0, length)).replace(/[\ud800-\udbff]$/, '');
}

/**
 * Escaped so that Slack reads neither mention nor link into it.
 * https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

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
