import type { APIButtonComponentWithURL, APIMessageTopLevelComponent } from 'discord.js';
import type { Inline, Message } from '../../messages/message.ts';
import { type Section, writeBlocks } from './blocks.ts';
import { buttonRows, container, linkButton, sectionComponents, textDisplay } from './components.ts';
import { fitInlines } from './cut.ts';
import { escapeText } from './escape.ts';
import { maxButtons, maxButtonUrl, maxComponents, maxFootnote, maxLinksText, maxText, maxTitle } from './limits.ts';
import { writeLine, writeLink } from './markdown.ts';
import { type AllowedMentions, shapeMentions } from './mention.ts';

/** Components instead of `content`: https://docs.discord.com/developers/resources/message#message-object-message-flags */
const isComponentsV2 = 32_768;

/** What Callboard sends of a message, for a new one and for an edit alike. */
export interface Body {
  flags: typeof isComponentsV2;
  components: APIMessageTopLevelComponent[];
  allowed_mentions: AllowedMentions;
}

/**
 * A message as Discord shows it: whom it pings in a line above, then a box with the colour of the message, its title,
 * texts, link buttons and small last line. Every message fits into Discord's limits; what is too long ends in `…`.
 * https://docs.discord.com/developers/components/reference
 */
export function shape(message: Message): Body {
  const mentions = shapeMentions(message.mentions);
  const title = writeWithin('### ', message.title, maxTitle);
  const footnote = writeWithin('-# ', message.footnote, maxFootnote);
  const { buttons, links } = shapeButtons(message);

  const labels = buttons.map(button => button.label).join('');
  const rows = buttonRows(buttons);
  const around = [title, footnote, ...links].filter(text => text !== '');
  const written = [mentions.text, labels, ...around].join('').length;
  // The box itself, its rows and buttons, the line of mentions and the texts around those of the blocks.
  const taken = 2 + rows.length + buttons.length + around.length;

  const sections: Section[] = writeBlocks(message.blocks, maxText - written);
  const inside = [
    ...[title].filter(text => text !== '').map(textDisplay),
    ...sectionComponents(sections, maxComponents - taken),
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
function shapeButtons(message: Message): { buttons: APIButtonComponentWithURL[]; links: string[] } {
  const all = message.buttons
    .map(linkButton)
    .filter(button => button !== null)
    .slice(0, maxButtons);
  const [buttons, tooLong] = [all.filter(fits), all.filter(button => !fits(button))];
  let room = maxLinksText;
  const links = tooLong.map(({ label = '', url }) => {
    const link = writeLink(url, label);
    if (link.length > room) return `${escapeText(label)}: the address is too long for Discord`;
    room -= link.length;
    return link;
  });
  return { buttons, links };
}

const fits = (button: APIButtonComponentWithURL) => button.url.length <= maxButtonUrl;
