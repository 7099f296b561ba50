/** Builds Discord's Components V2: https://docs.discord.com/developers/components/reference */
import type {
  APIActionRowComponent,
  APIButtonComponentWithCustomId,
  APIButtonComponentWithURL,
  APIComponentInContainer,
  APIContainerComponent,
  APISeparatorComponent,
  APITextDisplayComponent,
} from 'discord.js';
import type { ActionButton, Color, LinkButton } from '../../../messages/message.ts';
import { shorten } from '../../../util/text/cut.ts';
import { cleanLine } from '../../text/sanitize.ts';
import type { Section } from './blocks.ts';
import { safeUrl } from './escape.ts';
import { maxButtonLabel, maxButtonsInRow } from './limits.ts';

// Numbers instead of discord.js's enums, which would load the SDK wherever a message is only rendered.
const types = { actionRow: 1, button: 2, textDisplay: 10, separator: 14, container: 17 } as const;
const linkStyle = 5;
const actionStyles = { primary: 1, secondary: 2, danger: 4 } as const;

const accents = {
  red: 0xed4245,
  orange: 0xe67e22,
  yellow: 0xfee75c,
  green: 0x57f287,
  blue: 0x3498db,
  purple: 0x9b59b6,
  gray: 0x95a5a6,
} satisfies Record<Color, number>;

export function container(color: Color | null, components: APIComponentInContainer[]): APIContainerComponent {
  return { type: types.container, accent_color: color && accents[color], components };
}

export function textDisplay(content: string): APITextDisplayComponent {
  return { type: types.textDisplay, content };
}

const separator = { type: types.separator } satisfies APISeparatorComponent;

/**
 * Builds at most `room` components: one per section, with dividers between texts. Sections beyond that join the last
 * text, because a message may hold 40 components.
 */
export function sectionComponents(sections: Section[], room: number): APIComponentInContainer[] {
  const components: (APITextDisplayComponent | APISeparatorComponent)[] = [];
  let divided = false;
  for (const section of sections) {
    const last = components.at(-1);
    if (section.type === 'divider') divided = last !== undefined;
    else if (last?.type === types.textDisplay && components.length + 2 > room) last.content += `\n${section.text}`;
    else {
      if (divided) components.push(separator);
      components.push(textDisplay(section.text));
      divided = false;
    }
  }
  return components;
}

/** Builds a link button; null if the URL isn't safe. A button without a label shows the URL's host. */
export function linkButton({ label, url }: LinkButton): APIButtonComponentWithURL | null {
  const address = safeUrl(url);
  if (address === null) return null;
  const text = cleanLine(label).trim() || new URL(address).host;
  return {
    type: types.button,
    style: linkStyle,
    label: shorten(text, maxButtonLabel),
    url: address,
  };
}

export type MessageButton = APIButtonComponentWithURL | APIButtonComponentWithCustomId;

/** Builds an action button. Its action must fit into a custom id. */
export function actionButton({ label, action, style }: ActionButton): APIButtonComponentWithCustomId {
  return {
    type: types.button,
    style: actionStyles[style ?? 'secondary'],
    label: oneLine(label, maxButtonLabel),
    custom_id: action,
  };
}

/** Cleans a text to one line of at most `limit` characters. Never empty, because Discord rejects that. */
export function oneLine(text: string, limit: number): string {
  return shorten(cleanLine(text).trim(), limit) || '…';
}

export function buttonRows(buttons: MessageButton[]): APIActionRowComponent<MessageButton>[] {
  return Array.from({ length: Math.ceil(buttons.length / maxButtonsInRow) }, (_, row) => ({
    type: types.actionRow,
    components: buttons.slice(row * maxButtonsInRow, (row + 1) * maxButtonsInRow),
  }));
}
