/**
 * Renders the body of chat.postMessage as Slack shows it. Unknown blocks show their text.
 * https://docs.slack.dev/reference/block-kit/blocks
 */
import { anyText, type Fields, fieldsOf, listOf, textOf } from '../../lookalike/body.ts';
import { frame, type LookalikeOptions } from '../../lookalike/frame.ts';
import { actionButton, type Html, html, lines, link } from '../../lookalike/html.ts';
import { mrkdwn } from './mrkdwn.ts';
import { richText } from './rich-text.ts';

/** HTML of one message, in the class `slack-look` of lookalike.css. Pure, and safe for any `body`. */
export function slackHtml(body: unknown, look: LookalikeOptions = {}): string {
  const { text, blocks, attachments } = fieldsOf(body);
  const shown = listOf(blocks).map(block => blockHtml(block, look));
  const said = shown.length > 0 ? html`${shown}` : html`<div class="slack-text">${mrkdwn(textOf(text), look)}</div>`;
  return frame('slack', look, html`${said}${listOf(attachments).map(each => attachmentHtml(each, look))}`);
}

function attachmentHtml(attachment: Fields, look: LookalikeOptions): Html {
  const color = /^#?([0-9a-f]{6})$/i.exec(textOf(attachment.color))?.[1] ?? 'dddddd';
  const blocks = listOf(attachment.blocks).map(block => blockHtml(block, look));
  const inside =
    blocks.length > 0 ? html`${blocks}` : html`<div class="slack-text">${lines(anyText(attachment))}</div>`;
  return html`<div class="slack-attachment"><svg class="look-bar" aria-hidden="true"><rect width="100%" height="100%" fill="#${color}"/></svg><div>${inside}</div></div>`;
}

function blockHtml(block: Fields, look: LookalikeOptions): Html {
  switch (block.type) {
    case 'rich_text':
      return html`<div class="slack-text">${listOf(block.elements).map(part => richText(part, look))}</div>`;
    case 'section':
      return sectionHtml(block, look);
    case 'header':
      return html`<div class="slack-header">${textObject(block.text, look)}</div>`;
    case 'context':
      return html`<div class="slack-context">${listOf(block.elements).map(each => html`<span>${textObject(each, look)}</span>`)}</div>`;
    case 'actions':
      return html`<div class="slack-actions">${listOf(block.elements).map(button)}</div>`;
    case 'divider':
      return html`<hr>`;
    default:
      return html`<div class="slack-text">${lines(anyText(block))}</div>`;
  }
}

function sectionHtml({ text, fields, accessory }: Fields, look: LookalikeOptions): Html {
  const columns = listOf(fields).map(field => html`<div>${textObject(field, look)}</div>`);
  const accessoryHtml = accessory === undefined ? html`` : button(fieldsOf(accessory));
  return html`<div class="slack-section"><div class="slack-text">${textObject(text, look)}<div class="slack-fields">${columns}</div></div>${accessoryHtml}</div>`;
}

function textObject(value: unknown, look: LookalikeOptions): Html {
  const { type, text } = fieldsOf(value);
  if (type === 'mrkdwn') return mrkdwn(textOf(text), look);
  return lines(type === 'plain_text' ? textOf(text) : anyText(value));
}

function button(element: Fields): Html {
  const style = element.style === 'primary' || element.style === 'danger' ? ` slack-${element.style}` : '';
  const label = anyText(element.text) || anyText(element.placeholder) || anyText(element);
  const kind = `slack-button${style}`;
  const isAction = element.url === undefined && typeof element.value === 'string';
  return isAction ? actionButton(textOf(element.value), html`${label}`, kind) : link(element.url, html`${label}`, kind);
}
