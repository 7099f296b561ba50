/** Renders a message as Discord components. */
import type { APIButtonComponentWithURL, APIMessageTopLevelComponent } from 'discord.js';
import { type ActionButton, type Inline, type Message, maxActionButtons } from '../../../messages/message.ts';
import { shorten } from '../../../util/text/cut.ts';
import { describeOmittedLinks } from '../../text/omitted-links.ts';
import { leaveOutLinks, type Section, writeBlocks } from './blocks.ts';
import {
  actionButton,
  buttonRows,
  container,
  linkButton,
  type MessageButton,
  sectionComponents,
  textDisplay,
} from './components.ts';
import { escapeText } from './escape.ts';
import { fitInlines } from './fit-inlines.ts';
import {
  maxButtons,
  maxButtonsInRow,
  maxButtonUrl,
  maxComponents,
  maxCustomId,
  maxFootnote,
  maxLinksText,
  maxMentionsText,
  maxText,
  maxTitle,
} from './limits.ts';
import { writeLine, writeLink } from './markdown.ts';
import { type AllowedMentions, renderMentions } from './mention.ts';

/** The flag for components instead of `content`: https://docs.discord.com/developers/resources/message#message-object-message-flags */
const isComponentsV2 = 32_768;

/** A message's share of the limits, when one Discord message shows several. */
export interface SizeBudget {
  /** Characters, at least a tenth of `maxText`. */
  text: number;
  /** At least `leastComponents`. */
  components: number;
}

const wholeBudget: SizeBudget = { text: maxText, components: maxComponents };
/** The components of a minimal message: mentions, the box, its title, a text and the footnote. */
export const leastComponents = 5;

/** The request body of a new message or an edit. */
export interface MessageBody {
  flags: typeof isComponentsV2;
  components: APIMessageTopLevelComponent[];
  allowed_mentions: AllowedMentions;
}

/**
 * Renders a message: a line of mentions, then a box in the message's color with its title, texts, buttons and footnote. The result always fits into `budget`, by default Discord's limits. A shortened text ends in `…`.
 * https://docs.discord.com/developers/components/reference
 */
export function renderMessage(message: Message, budget: SizeBudget = wholeBudget): MessageBody {
  const share = budget.text / maxText;
  const mentions = renderMentions(message.mentions, Math.floor(maxMentionsText * share));
  const title = writeWithin('### ', message.title, Math.floor(maxTitle * share));
  const footnote = writeWithin('-# ', message.footnote, Math.floor(maxFootnote * share));
  const { buttons, rest } = splitButtons(message, budget);

  const labels = buttons.map(button => button.label).join('');
  const rows = buttonRows(buttons);
  const around = [title, footnote].filter(text => text !== '');
  // The box, the line of mentions, rows, buttons, and the title and footnote around the blocks.
  const used = 2 + rows.length + buttons.length + around.length;

  const left = budget.text - [mentions.text, labels, ...around].join('').length;
  const links = writeLinks(rest, linksRoom(message, left, share));
  const blocks = leaveOutLinks(message.blocks, left - links.length);
  const sections: Section[] = writeBlocks(blocks, left - links.length);
  if (links !== '') sections.push({ type: 'text', text: links });
  const inside = [
    ...[title].filter(text => text !== '').map(textDisplay),
    ...sectionComponents(sections, budget.components - used),
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

/** Separates the buttons that fit Discord's limits from the links that don't, which become links in the text. */
function splitButtons(
  message: Message,
  budget: SizeBudget,
): { buttons: MessageButton[]; rest: APIButtonComponentWithURL[] } {
  const share = budget.text / maxText;
  const room = buttonsIn(budget.components - leastComponents);
  const actions = pressable(message.actions ?? [])
    .slice(0, Math.min(maxActionButtons, room))
    .map(actionButton);
  const all = message.buttons.map(linkButton).filter(button => button !== null);
  const most = Math.min(Math.floor(maxButtons * share), room - actions.length);
  const links = all.filter(fits).slice(0, most);
  return { buttons: [...actions, ...links], rest: all.filter(button => !links.includes(button)) };
}

/** Leaves out actions for which Discord would reject the whole message: one that is too long, and a repeated one. */
function pressable(actions: readonly ActionButton[]): ActionButton[] {
  const fitting = actions.filter(({ action }) => action !== '' && action.length <= maxCustomId);
  return [...new Map(fitting.map(each => [each.action, each])).values()];
}

/** The characters available for links in the text: those that the blocks leave, with a minimum. */
function linksRoom({ blocks }: Message, left: number, share: number): number {
  const written = writeBlocks(blocks, left).map(section => (section.type === 'text' ? section.text : ''));
  return Math.max(Math.floor(maxLinksText * share), left - written.join('\n').length - 1);
}

/**
 * Writes links in the text for URLs over a button's limit, as signed URLs often are. Links that don't fit there either are
 * named in a note. At most `room` characters together.
 */
function writeLinks(buttons: readonly APIButtonComponentWithURL[], room: number): string {
  const lines = buttons.map(({ url, label = '' }) => ({ label, line: writeLink(url, label) }));
  const write = (included: typeof lines) => {
    const missing = lines.filter(one => !included.includes(one)).map(({ label }) => label);
    const note = missing.length > 0 ? [escapeText(describeOmittedLinks('Discord', missing))] : [];
    return [...included.map(({ line }) => line), ...note].join('\n');
  };
  // Drop the longest links first, until the others and the note fit.
  const byLength = lines.toSorted((one, other) => one.line.length - other.line.length);
  for (let count = lines.length; count > 0; count--) {
    const short = byLength.slice(0, count);
    const text = write(lines.filter(one => short.includes(one)));
    if (text.length <= room) return text;
  }
  return shorten(write([]), room);
}

/** The number of buttons that fit, with their rows, into this many components. */
function buttonsIn(components: number): number {
  return components - Math.ceil(components / (maxButtonsInRow + 1));
}

const fits = (button: APIButtonComponentWithURL) => button.url.length <= maxButtonUrl;
