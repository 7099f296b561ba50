/**
 * Renders the body of Discord's create-message as Discord shows it. Unknown components show their text.
 * https://docs.discord.com/developers/components/reference
 */
import { anyText, deepest, type Fields, fieldsOf, listOf, textOf } from '../../lookalike/body.ts';
import { frame, type LookalikeOptions } from '../../lookalike/frame.ts';
import { actionButton, type Html, html, lines, link } from '../../lookalike/html.ts';
import { discordMarkdown } from './shown-markdown.ts';

/** Numbers of component types. Only platforms/discord uses the SDK, which names them. */
const types = { actionRow: 1, button: 2, section: 9, textDisplay: 10, separator: 14, container: 17 } as const;
const linkStyle = 5;
const buttonStyles: Readonly<Record<number, string>> = {
  1: ' discord-primary',
  3: ' discord-success',
  4: ' discord-danger',
};

/** HTML of one message, in the class `discord-look` of lookalike.css. Pure, and safe for any `body`. */
export function discordHtml(body: unknown, look: LookalikeOptions = {}): string {
  const { content, components, embeds } = fieldsOf(body);
  const parts = [
    ...(textOf(content) === '' ? [] : [text(content, look)]),
    ...listOf(embeds).map(embed => box(embed.color, [text(anyText(embed), look)])),
    ...listOf(components).map(component => componentHtml(component, look, 0)),
  ];
  return frame('discord', look, html`${parts}`);
}

function componentHtml(component: Fields, look: LookalikeOptions, depth: number): Html {
  if (depth > deepest) return html``;
  const inside = () => listOf(component.components).map(each => componentHtml(each, look, depth + 1));
  switch (component.type) {
    case types.container:
      return box(component.accent_color, inside());
    case types.textDisplay:
      return text(component.content, look);
    case types.separator:
      return separator(component);
    case types.actionRow:
      return html`<div class="discord-row">${inside()}</div>`;
    case types.button:
      return button(component);
    case types.section:
      return html`<div class="discord-section"><div>${inside()}</div>${componentHtml(fieldsOf(component.accessory), look, depth + 1)}</div>`;
    default:
      return html`<div class="discord-text">${lines(anyText(component))}</div>`;
  }
}

function text(content: unknown, look: LookalikeOptions): Html {
  return html`<div class="discord-text">${discordMarkdown(textOf(content), look)}</div>`;
}

function separator({ divider, spacing }: Fields): Html {
  const size = spacing === 2 ? 'large' : 'small';
  return divider === false ? html`<div class="discord-gap" data-size="${size}"></div>` : html`<hr data-size="${size}">`;
}

function box(color: unknown, inside: readonly Html[]): Html {
  const known = Number.isInteger(color) && Number(color) >= 0 && Number(color) <= 0xffffff;
  const hex = Number(color).toString(16).padStart(6, '0');
  const bar = known
    ? html`<svg class="look-bar" aria-hidden="true"><rect width="100%" height="100%" fill="#${hex}"/></svg>`
    : html``;
  return html`<div class="discord-container">${bar}${inside}</div>`;
}

const outward = html`<svg class="discord-outward" viewBox="0 0 24 24" aria-hidden="true"><path d="M15 2h7v7h-2V5.4l-9.3 9.3-1.4-1.4L18.6 4H15zM4 5h8v2H5v12h12v-7h2v8a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1z" fill="currentColor"/></svg>`;

function button({ style, label, url, custom_id: action }: Fields): Html {
  const kind = `discord-button${buttonStyles[Number(style)] ?? ''}`;
  if (typeof action === 'string') return actionButton(action, html`${textOf(label)}`, kind);
  const mark = style === linkStyle ? outward : html``;
  return link(url, html`${textOf(label)}${mark}`, kind);
}
