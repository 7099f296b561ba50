/** Converts inlines to rich_text elements: structure, so a value in the text can never become markup. */
import type { types } from '@slack/bolt';
import { type Inline, leftOutOfText, type Style, type TimeStyle } from '../../../messages/message.ts';
import { cleanLine, cleanLines } from '../../text/sanitize.ts';
import { URL_LENGTH } from './limits.ts';
import { nameElement } from './mention.ts';
import { isLinkable } from './text.ts';

export type Element = types.RichTextElement;

/** Formats that Slack shows in the reader's time zone: https://docs.slack.dev/reference/block-kit/block-elements/date-element */
export const dateFormats = {
  time: '{time}',
  date: '{date_long_full}',
  datetime: '{date_short_pretty} at {time}',
  relative: '{ago}',
} satisfies Record<TimeStyle, string>;

/** Checks that Slack can show this time: whole seconds, within the range of its clients' dates. */
export const isDate = (at: number): boolean => Number.isInteger(at) && at >= 0 && at < 1e11;

/** Converts inlines, with `style` on all of them; empty ones are left out, because Slack rejects them. */
export const toElements = (content: Inline[], style: Style = {}): Element[] =>
  content.map(inline => toElement(inline, style)).filter(element => element !== null);

function toElement(inline: Inline, outer: Style): Element | null {
  if (inline.type === 'break') return { type: 'text', text: '\n' };
  const style = styleOf({ ...inline.style, ...outer });
  const name = inline.type === 'text' && inline.mention ? nameElement(inline.mention) : null;
  if (name) return name;
  if (inline.type === 'time' && isDate(inline.at)) {
    const { code: _, ...dated } = style.style ?? {}; // a date has no code style
    const fallback = cleanLine(inline.fallback);
    return {
      type: 'date',
      timestamp: inline.at,
      format: dateFormats[inline.format],
      ...(fallback && { fallback }),
      ...(Object.keys(dated).length > 0 && { style: dated }),
    };
  }
  const text = cleanLine(inline.type === 'time' ? inline.fallback : inline.text);
  if (inline.type === 'link' && isLinkable(inline.url, URL_LENGTH)) {
    return { type: 'link', url: inline.url, ...(text && { text }), ...style };
  }
  const isLong = inline.type === 'link' && inline.url.length > URL_LENGTH;
  return text ? { type: 'text', text: isLong ? text + leftOutOfText : text, ...style } : null;
}

/** Keeps only the styles that are on; Slack needs no `false`. */
function styleOf(style: Style): { style?: Style } {
  const on = Object.fromEntries(Object.entries(style).filter(([, value]) => value));
  return Object.keys(on).length > 0 ? { style: on } : {};
}

/** Converts a code block's text, with its line breaks. */
export const codeElements = (text: string): types.RichTextText[] => {
  const cleaned = cleanLines(text);
  return cleaned ? [{ type: 'text', text: cleaned }] : [];
};
