/** Slack's mrkdwn: https://docs.slack.dev/messaging/formatting-message-text */

import type { LookalikeOptions } from '../../lookalike/frame.ts';
import { type Html, html, lines, link } from '../../lookalike/html.ts';
import { dateHtml } from './date.ts';

const mark = /(<[^<>\n]+>|`[^`\n]+`|\*[^*\n]+\*|_[^_\n]+_|~[^~\n]+~)/;

/** HTML of bold, italics, strike, code, links, mentions and dates. */
export function mrkdwn(text: string, look: LookalikeOptions): Html {
  const pieces = text.split(mark);
  return html`${pieces.map((piece, index) => (index % 2 === 0 ? lines(decode(piece)) : marked(piece, look)))}`;
}

function marked(piece: string, look: LookalikeOptions): Html {
  const inside = piece.slice(1, -1);
  switch (piece[0]) {
    case '<':
      return angled(inside, look);
    case '`':
      return html`<code>${decode(inside)}</code>`;
    case '*':
      return html`<b>${mrkdwn(inside, look)}</b>`;
    case '_':
      return html`<i>${mrkdwn(inside, look)}</i>`;
    default:
      return html`<s>${mrkdwn(inside, look)}</s>`;
  }
}

function angled(inside: string, look: LookalikeOptions): Html {
  const [target = '', label = ''] = inside.split('|', 2).map(decode);
  const [, timestamp, format, url] = /^!date\^(-?\d+)\^([^^]*)(?:\^(.*))?$/.exec(target) ?? [];
  if (timestamp !== undefined) return link(url, dateHtml(timestamp, format ?? '', label, look));
  if (/^!(here|channel|everyone)$/.test(target)) return html`<span class="slack-ping">@${target.slice(1)}</span>`;
  if (/^[@#]\w+$/.test(target)) return html`<span class="slack-mention">${label || target}</span>`;
  if (target.startsWith('!')) return html`<span class="slack-mention">${label || target}</span>`;
  return link(target, html`${label || target}`);
}

/** Decodes Slack's three entities: https://docs.slack.dev/messaging/formatting-message-text#escaping */
function decode(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
