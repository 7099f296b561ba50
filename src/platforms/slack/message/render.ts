/**
 * Message -> body of chat.postMessage. Pure, and within Slack's limits (limits.ts) for every message: what is too long is cut.
 *
 * The title and the mentions are blocks; the rest is an attachment in the message's colour, since a coloured bar
 * exists nowhere else in Slack. Attachments are "legacy, not deprecated"
 * (https://docs.slack.dev/messaging/formatting-message-text#attachments) and may be collapsed, so what has to be seen
 * and what pings stays outside. Without a colour, or with nothing but a title, there is no attachment.
 */
import type { types } from '@slack/bolt';
import type { Block, Color, LinkButton, Message } from '../../../messages/message.ts';
import { describeLeftOut } from '../../omitted.ts';
import { cleanLine } from '../../sanitize.ts';
import { bodyBlocks } from './blocks.ts';
import { type Element, toElements } from './elements.ts';
import { fallbackText } from './fallback.ts';
import { footnoteBlock } from './footnote.ts';
import * as limits from './limits.ts';
import { mentionElement } from './mention.ts';
import { createRoom, fill, type Room, take } from './size-budget.ts';
import { cut, isLinkable } from './text.ts';

/** Hex, for Slack knows only three colours by name and shows those wrongly around blocks. */
export const hex = {
  red: '#e01e5a',
  orange: '#e8912d',
  yellow: '#ecb22e',
  green: '#2eb67d',
  blue: '#1d9bd1',
  purple: '#7c3aed',
  gray: '#8d8d92',
} satisfies Record<Color, string>;

export interface SlackBody {
  /** For notifications and screen readers; people who see the blocks do not see it. */
  text: string;
  mrkdwn: false;
  unfurl_links: false;
  unfurl_media: false;
  blocks: types.KnownBlock[];
  attachments: { color: string; blocks: types.KnownBlock[] }[];
}

// How the JSON of all blocks is shared out; the body has what the others leave.
const HEAD_ROOM = 2_500;
const BUTTONS_ROOM = 4_500;
/** Characters of the note that names links Slack can't take. */
const LEFT_OUT_LENGTH = 500;
export const WRAPPING = 200; // the arrays and the attachment around the blocks

export function renderMessage(message: Message): SlackBody {
  const { head, rest } = shapeParts(message, {
    json: limits.BLOCKS_JSON - WRAPPING,
    blocks: limits.BLOCKS_PER_MESSAGE,
    links: 0,
  });
  const colored = message.color !== null && head.length > 0 && rest.length > 0;
  const blocks = colored ? head : [...head, ...rest];
  return {
    text: fallbackText(message),
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: blocks.length > 0 ? blocks : [richText([{ type: 'text', text: '…' }])],
    attachments: colored && message.color ? [{ color: hex[message.color], blocks: rest }] : [],
  };
}

/** How much of a Slack message one of ours may take. */
export interface Share {
  /** Characters of JSON. */
  json: number;
  /** At least 4. */
  blocks: number;
  /** The number of the first link button: no two of one Slack message may have the same. */
  links: number;
}

/** A message's blocks: the title with the mentions, and what stands below. */
export function shapeParts(message: Message, share: Share): { head: types.KnownBlock[]; rest: types.KnownBlock[] } {
  const room = createRoom(share.json);
  const fits = (block: types.KnownBlock) => take(room, block);
  const head = headBlock(message, createRoom(Math.min(HEAD_ROOM, share.json / 4))).filter(fits);
  const footnote = footnoteBlock(message.footnote).filter(fits);
  const links = actionsBlock(
    message.buttons,
    createRoom(Math.min(BUTTONS_ROOM, share.json / 3)),
    createRoom(share.json / 5),
    share.links,
  );
  const actions = links.actions.filter(fits);
  const linkBlocks = bodyBlocks(links.inText, createRoom(share.json), 1);
  const linked = linkBlocks.filter(fits);
  const body = bodyBlocks(message.blocks, room, share.blocks - 3 - linked.length);
  return { head, rest: [...body, ...linked, ...actions, ...footnote] };
}

export const richText = (elements: Element[]): types.RichTextBlock => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
});

function headBlock(message: Message, room: Room): types.KnownBlock[] {
  const mentions = message.mentions
    .map(mentionElement)
    .filter(element => element !== null)
    .flatMap((element): Element[] => [element, { type: 'text', text: ' ' }]);
  const elements = fill(room, [...mentions, ...toElements(message.title, { bold: true })]);
  return elements.length > 0 ? [richText(elements)] : [];
}

/** The buttons, and as paragraphs those that do not fit: as links, or as a note that names those that Slack can't take. */
function actionsBlock(
  buttons: LinkButton[],
  room: Room,
  textRoom: Room,
  first: number,
): { actions: types.KnownBlock[]; inText: Block[] } {
  const elements: types.Button[] = [];
  const inText: Block[] = [];
  const leftOut: string[] = [];
  for (const { label, url } of buttons) {
    const text = cut(cleanLine(label), limits.BUTTON_TEXT) || 'Open';
    const isShort = isLinkable(url, limits.URL_LENGTH);
    const button = linkButton(text, url, first + elements.length);
    if (isShort && elements.length < limits.ACTIONS_ELEMENTS && take(room, button)) {
      elements.push(button);
      continue;
    }
    const link: Block = { type: 'paragraph', content: [{ type: 'link', url, text }] };
    if (isShort && take(textRoom, link)) inText.push(link);
    else leftOut.push(text);
  }
  if (leftOut.length > 0) {
    const text = cut(describeLeftOut('Slack', leftOut), LEFT_OUT_LENGTH);
    inText.push({ type: 'paragraph', content: [{ type: 'text', text }] });
  }
  return { actions: elements.length > 0 ? [{ type: 'actions', elements }] : [], inText };
}

/** `link:<n>`: Slack reports presses of link buttons too; listen.ts acknowledges them by this id. */
const linkButton = (text: string, url: string, index: number): types.Button => ({
  type: 'button',
  action_id: `link:${index}`,
  text: { type: 'plain_text', text, emoji: false },
  url,
});
