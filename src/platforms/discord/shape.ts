import type { APIButtonComponentWithURL, APIMessageTopLevelComponent } from 'discord.js';
import type { Inline, Message } from '../../messages/message.ts';
import { type Section, writeBlocks } from './blocks.ts';
import { buttonRows, container, linkButton, sectionComponents, textDisplay } from './components.ts';
import { fitInlines } from './cut.ts';
import { escapeText } from './escape.ts';
import {
  maxButtons,
  maxButtonsInRow,
  maxButtonUrl,
  maxComponents,
  maxFootnote,
  maxLinksText,
  maxMentionsText,
  maxText,
  maxTitle,
} from './limits.ts';
import { writeLine, writeLink } from './markdown.ts';
import { type AllowedMentions, shapeMentions } from './mention.ts';

/** Components instead of `content`: https://docs.discord.com/developers/resources/message#message-object-message-flags */
const isComponentsV2 = 32_768;

/** What a message may take of the limits, when it shares them with others. */
export interface Room {
  /** Characters, at least a tenth of `maxText`. */
  text: number;
  /** At least `leastComponents`. */
  components: number;
}

const wholeRoom: Room = { text: maxText, components: maxComponents };
/** Mentions, the box, its title, a text and the small last line. */
export const leastComponents = 5;

/** What Callboard sends of a message, for a new one and for an edit alike. */
export interface Body {
  flags: typeof isComponentsV2;
  components: APIMessageTopLevelComponent[];
  allowed_mentions: AllowedMentions;
}

/**
 * A message as Discord shows it: whom it pings in a line above, then a box with the colour of the message, its title,
 * texts, link buttons and small last line. Every message fits into Discord's limits, or into less room where it shares
 * them; what is too long ends in `…`.
 * https://docs.discord.com/developers/components/reference
 */
export function shape(message: Message, room: Room = wholeRoom): Body {
  const share = room.text / maxText;
  const mentions = shapeMentions(message.mentions, Math.floor(maxMentionsText * share));
  const title = writeWithin('### ', message.title, Math.floor(maxTitle * share));
  const footnote = writeWithin('-# ', message.footnote, Math.floor(maxFootnote * share));
  const { buttons, links } = shapeButtons(message, room);

  const labels = buttons.map(button => button.label).join('');
  const rows = buttonRows(buttons);
  const around = [title, footnote, ...links].filter(text => text !== '');
  const written = [mentions.text, labels, ...around].join('').length;
  // The box itself, its rows and buttons, the line of mentions and the texts around those of the blocks.
  const taken = 2 + rows.length + buttons.length + around.length;

  const sections: Section[] = writeBlocks(message.blocks, room.text - written);
  const inside = [
    ...[title].filter(text => text !== '').map(textDisplay),
    ...sectionComponents(sections, room.components - taken),
    ...links.map(textDisplay),
    ...rows,
    ...[footnote].filter(text => text !== '').map(textDisplay),
  ];
  const box = container(message.color, inside.length > 0 ? inside : [textDisplay('…')]);
  return {
    flags: isComponentsV2,
    components: mentions.text === '' ? [box] : [textDisplay(mentions.text), box],
    allowed_mentions: mentions.allowed,
  };
}

function writeWithin(prefix: string, content: Inline[], limit: number): string {
  const text = fitInlines(content, limit - prefix.length, writeLine)?.text ?? '';
  return text === '' ? '' : prefix + text;
}

/** A signed address is often longer than a button may hold; then a link in the text opens the same page. */
function shapeButtons(message: Message, room: Room): { buttons: APIButtonComponentWithURL[]; links: string[] } {
  const share = room.text / maxText;
  const all = message.buttons
    .map(linkButton)
    .filter(button => button !== null)
    .slice(0, Math.min(Math.floor(maxButtons * share), buttonsIn(room.components - leastComponents)));
  const [buttons, tooLong] = [all.filter(fits), all.filter(button => !fits(button))];
  let left = Math.floor(maxLinksText * share);
  const links = tooLong.flatMap(({ label = '', url }) => {
    const whole = writeLink(url, label);
    const link = whole.length <= left ? whole : `${escapeText(label)}: the address is too long for Discord`;
    if (link.length > left) return [];
    left -= link.length;
    return [link];
  });
  return { buttons, links };
}

/** As many buttons as fit with their rows into that many components. */
function buttonsIn(components: number): number {
  return components - Math.ceil(components / (maxButtonsInRow + 1));
}

const fits = (button: APIButtonComponentWithURL) => button.url.length <= maxButtonUrl;
