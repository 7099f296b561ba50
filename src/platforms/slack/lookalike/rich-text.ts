/** Slack's rich_text: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
import { anyText, type Fields, fieldsOf, listOf, textOf } from '../../lookalike/body.ts';
import type { LookalikeOptions } from '../../lookalike/frame.ts';
import { type Html, html, lines, link } from '../../lookalike/html.ts';
import { dateHtml } from './date.ts';

/** HTML of one part of a rich_text block: a section, a list, a quote or preformatted text. */
export function richText(part: Fields, look: LookalikeOptions): Html {
  const elements = listOf(part.elements);
  switch (part.type) {
    case 'rich_text_list': {
      const indent = String(Math.min(8, Math.max(0, Math.trunc(Number(part.indent) || 0))));
      const items = elements.map(item => html`<li>${inline(listOf(item.elements), look)}</li>`);
      const start = Math.trunc(Number(part.offset) || 0) + 1;
      return part.style === 'ordered'
        ? html`<ol data-indent="${indent}" start="${start}">${items}</ol>`
        : html`<ul data-indent="${indent}">${items}</ul>`;
    }
    case 'rich_text_quote':
      return html`<blockquote>${inline(elements, look)}</blockquote>`;
    case 'rich_text_preformatted':
      return html`<pre>${elements.map(element => html`${anyText(element)}`)}</pre>`;
    case 'rich_text_section':
      return html`<div>${inline(elements, look)}</div>`;
    default:
      return html`<div>${lines(anyText(part))}</div>`;
  }
}

function inline(elements: Fields[], look: LookalikeOptions): Html {
  return html`${elements.map(element => styled(element, elementHtml(element, look)))}`;
}

function elementHtml(element: Fields, look: LookalikeOptions): Html {
  switch (element.type) {
    case 'link':
      return link(element.url, html`${textOf(element.text) || textOf(element.url)}`);
    case 'date':
      return link(element.url, dateHtml(element.timestamp, textOf(element.format), textOf(element.fallback), look));
    case 'broadcast':
      return html`<span class="slack-ping">@${textOf(element.range)}</span>`;
    case 'user':
      return html`<span class="slack-mention">@${textOf(element.user_id)}</span>`;
    case 'usergroup':
      return html`<span class="slack-mention">@${textOf(element.usergroup_id)}</span>`;
    case 'channel':
      return html`<span class="slack-mention">#${textOf(element.channel_id)}</span>`;
    case 'emoji':
      return html`${emoji(textOf(element.unicode)) ?? `:${textOf(element.name)}:`}`;
    default:
      return lines(anyText(element));
  }
}

/** The characters of `1f468-200d-1f4bb`; null for other texts. */
function emoji(unicode: string): string | null {
  const points = unicode.split('-').map(hex => Number.parseInt(hex, 16));
  return points.every(point => point > 0 && point <= 0x10ffff) ? String.fromCodePoint(...points) : null;
}

function styled({ style }: Fields, content: Html): Html {
  const { bold, italic, strike, underline, code } = fieldsOf(style);
  let result = content;
  if (code === true) result = html`<code>${result}</code>`;
  if (underline === true) result = html`<u>${result}</u>`;
  if (strike === true) result = html`<s>${result}</s>`;
  if (italic === true) result = html`<i>${result}</i>`;
  if (bold === true) result = html`<b>${result}</b>`;
  return result;
}
