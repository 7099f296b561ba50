import type { APIButtonComponentWithURL, APIMessageTopLevelComponent } from 'discord.js';
import type { Inline, Message } from '../../../messages/message.ts';
import { shorten } from '../../../util/cut.ts';
import { describeLeftOut } from '../../omitted.ts';
import { leaveOutLinks, type Section, writeBlocks } from './blocks.ts';
import { buttonRows, container, linkButton, sectionComponents, textDisplay } from './components.ts';
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
import { type AllowedMentions, renderMentions } from './mention.ts';
import { fitInlines } from './truncate.ts';

/** Components instead of `content`: https://docs.discord.com/developers/resources/message#message-object-message-flags */
const isComponentsV2 = 32_768;

/** What a message may take of the limits, when it shares them with others. */
export interface SizeBudget {
  /** Characters, at least a tenth of `maxText`. */
  text: number;
  /** At least `leastComponents`. */
  components: number;
}

const wholeBudget: SizeBudget = { text: maxText, components: maxComponents };
/** Mentions, the box, its title, a text and the small last line. */
export const leastComponents = 5;

/** What Callboard sends of a message, for a new one and for an edit alike. */
export interface MessageBody {
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
export function renderMessage(message: Message, room: SizeBudget = wholeBudget): MessageBody {
  const share = room.text / maxText;
  const mentions = renderMentions(message.mentions, Math.floor(maxMentionsText * share));
  const title = writeWithin('### ', message.title, Math.floor(maxTitle * share));
  const footnote = writeWithin('-# ', message.footnote, Math.floor(maxFootnote * share));
  const { buttons, rest } = splitButtons(message, room);

  const labels = buttons.map(button => button.label).join('');
  const rows = buttonRows(buttons);
  const around = [title, footnote].filter(text => text !== '');
  // The box itself, its rows and buttons, the line of mentions and the texts around those of the blocks.
  const taken = 2 + rows.length + buttons.length + around.length;

  const left = room.text - [mentions.text, labels, ...around].join('').length;
  const links = writeLinks(rest, linksRoom(message, left, share));
  const blocks = leaveOutLinks(message.blocks, left - links.length);
  const sections: Section[] = writeBlocks(blocks, left - links.length);
  if (links !== '') sections.push({ type: 'text', text: links });
  const inside = [
    ...[title].filter(text => text !== '').map(textDisplay),
    ...sectionComponents(sections, room.components - taken),
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

/** Those that Discord takes as buttons, and the rest. */
function splitButtons(
  message: Message,
  room: SizeBudget,
): { buttons: APIButtonComponentWithURL[]; rest: APIButtonComponentWithURL[] } {
  const share = room.text / maxText;
  const all = message.buttons.map(linkButton).filter(button => button !== null);
  const most = Math.min(Math.floor(maxButtons * share), buttonsIn(room.components - leastComponents));
  const buttons = all.filter(fits).slice(0, most);
  return { buttons, rest: all.filter(button => !buttons.includes(button)) };
}

/** Characters for links in the text: what the blocks leave, and some at least. */
function linksRoom({ blocks }: Message, left: number, share: number): number {
  const written = writeBlocks(blocks, left).map(section => (section.type === 'text' ? section.text : ''));
  return Math.max(Math.floor(maxLinksText * share), left - written.join('\n').length - 1);
}

/**
 * A signed address is often longer than a button may hold; a link in the text opens the same page. Links that do not fit
 * there either are named, at most `room` characters together.
 */
function writeLinks(buttons: readonly APIButtonComponentWithURL[], room: number): string {
  const lines = buttons.map(({ url, label = '' }) => ({ label, line: writeLink(url, label) }));
  const write = (kept: typeof lines) => {
    const missing = lines.filter(one => !kept.includes(one)).map(({ label }) => label);
    const note = missing.length > 0 ? [escapeText(describeLeftOut('Discord', missing))] : [];
    return [...kept.map(({ line }) => line), ...note].join('\n');
  };
  // The longest go first, until the rest and the note fit.
  const byLength = lines.toSorted((one, other) => one.line.length - other.line.length);
  for (let count = lines.length; count > 0; count--) {
    const short = byLength.slice(0, count);
    const text = write(lines.filter(one => short.includes(one)));
    if (text.length <= room) return text;
  }
  return shorten(write([]), room);
}

/** As many buttons as fit with their rows into that many components. */
function buttonsIn(components: number): number {
  return components - Math.ceil(components / (maxButtonsInRow + 1));
}

const fits = (button: APIButtonComponentWithURL) => button.url.length <= maxButtonUrl;
