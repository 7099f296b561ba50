/** Converts a message's footnote to a context block, which Slack shows small and gray. */

import type { types } from '@slack/bolt';
import type { Inline } from '../../../messages/message.ts';
import { shorten } from '../../../util/text/cut.ts';
import { dateFormats, isDate } from './elements.ts';
import { CONTEXT_ELEMENTS } from './limits.ts';
import { plain } from './text.ts';

/** In characters: far below a text object's 3,000, and at most about 2,200 of JSON. */
const FOOTNOTE_LENGTH = 500;

/**
 * A context block holds no rich_text, so text is `plain_text`, which Slack never interprets. Only times are mrkdwn:
 * https://docs.slack.dev/messaging/formatting-message-text#date-formatting. Links show their text.
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
    const part = shorten(plain([inline]), FOOTNOTE_LENGTH - length);
    length += part.length;
    if (inline.type === 'time' && isDate(inline.at) && elements.length < CONTEXT_ELEMENTS - 2) {
      flush();
      elements.push({ type: 'mrkdwn', text: dateMarkup(inline.at, dateFormats[inline.format], part), verbatim: true });
    } else text += part;
    if (length >= FOOTNOTE_LENGTH) break;
  }
  flush();
  return elements.length > 0 ? [{ type: 'context', elements }] : [];
}

const dateMarkup = (at: number, format: string, fallback: string): string =>
  `<!date^${at}^${format}|${fallback.replaceAll(/[<>|^&*_~`]/g, '') || new Date(at * 1000).toISOString()}>`;
