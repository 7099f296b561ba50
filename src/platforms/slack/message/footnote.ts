/** A message's last line -> a context block, small and grey. */
import type { types } from '@slack/bolt';
import type { Inline } from '../../../messages/message.ts';
import { dateFormats, isDate } from './elements.ts';
import { CONTEXT_ELEMENTS } from './limits.ts';
import { cut, plain } from './text.ts';

/** In characters: far below the 3,000 of a text object, and about 2,200 of JSON at most, for it is a last line. */
const FOOTNOTE_LENGTH = 500;

/**
 * A context block takes no rich_text, so text is `plain_text`, which Slack reads nothing into; a moment is the one thing
 * written as mrkdwn: https://docs.slack.dev/messaging/formatting-message-text#date-formatting. Links show their text.
 */
export function footnoteBlock(content: Inline[]): types.KnownBlock[] {
  const elements: types.ContextBlockElement[] = [];
  let text = '';
  let length = 0;
  const flush = () => {
    if (text.trim()) elements.push({ type: 'plain_text', text: text.trim(), emoji: false });
    text = '';
  };
  for (const inline of content) {
    const words = cut(plain([inline]), FOOTNOTE_LENGTH - length);
    length += words.length;
    if (inline.type === 'time' && isDate(inline.at) && elements.length < CONTEXT_ELEMENTS - 2) {
      flush();
      elements.push({ type: 'mrkdwn', text: dateMarkup(inline.at, dateFormats[inline.format], words), verbatim: true });
    } else text += words;
    if (length >= FOOTNOTE_LENGTH) break;
  }
  flush();
  return elements.length > 0 ? [{ type: 'context', elements }] : [];
}

const dateMarkup = (at: number, format: string, fallback: string): string =>
  `<!date^${at}^${format}|${fallback.replaceAll(/[<>|^&*_~`]/g, '') || new Date(at * 1000).toISOString()}>`;
