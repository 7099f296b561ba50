/**
 * Renders a message as the body of chat.postMessage. Pure, and within Slack's limits (limits.ts) for every message: long
 * texts are cut.
 *
 * The title and the mentions are blocks; the rest is an attachment in the message's color, because only attachments have a
 * colored bar. Attachments are "legacy, not deprecated"
 * (https://docs.slack.dev/messaging/formatting-message-text#attachments) and may be collapsed, so the title
 * and the pings stay outside. Without a color, or with only a title, there is no attachment.
 */

import type { types } from '@slack/bolt';
import type { Color, Message } from '../../../messages/message.ts';
import { bodyBlocks } from './blocks.ts';
import { renderButtons } from './buttons.ts';
import { type Element, toElements } from './elements.ts';
import { fallbackText } from './fallback.ts';
import { footnoteBlock } from './footnote.ts';
import * as limits from './limits.ts';
import { mentionElement } from './mention.ts';
import { createSizeBudget, fill, type SizeBudget, take } from './size-budget.ts';

/** Hex codes, because Slack names only three colors and shows those wrongly around blocks. */
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
  /** For notifications and screen readers; hidden where the blocks are shown. */
  text: string;
  mrkdwn: false;
  unfurl_links: false;
  unfurl_media: false;
  blocks: types.KnownBlock[];
  attachments: { color: string; blocks: types.KnownBlock[] }[];
}

// The shares of the JSON of all blocks; the body gets the rest.
const HEAD_BUDGET = 2_500;
const BUTTONS_BUDGET = 4_500;
export const WRAPPING = 200; // the arrays and the attachment around the blocks

export function renderMessage(message: Message): SlackBody {
  const { head, rest } = renderParts(message, {
    json: limits.BLOCKS_JSON - WRAPPING,
    blocks: limits.BLOCKS_PER_MESSAGE,
    buttons: 0,
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

/** The part of a Slack message's limits for one of our messages. */
interface RenderShare {
  /** Characters of JSON. */
  json: number;
  /** At least 4. */
  blocks: number;
  /** The number of the first button: numbers are unique within a Slack message. */
  buttons: number;
}

/** Renders a message's blocks: `head` has the mentions and the title, `rest` everything below. */
export function renderParts(
  message: Message,
  share: RenderShare,
): { head: types.KnownBlock[]; rest: types.KnownBlock[] } {
  const budget = createSizeBudget(share.json);
  const fits = (block: types.KnownBlock) => take(budget, block);
  const head = headBlock(message, createSizeBudget(Math.min(HEAD_BUDGET, share.json / 4))).filter(fits);
  const footnote = footnoteBlock(message.footnote).filter(fits);
  const buttons = renderButtons(
    message,
    createSizeBudget(Math.min(BUTTONS_BUDGET, share.json / 3)),
    createSizeBudget(share.json / 5),
    share.buttons,
  );
  const actions = buttons.actions.filter(fits);
  const linkBlocks = bodyBlocks(buttons.inText, createSizeBudget(share.json), 1);
  const linked = linkBlocks.filter(fits);
  const body = bodyBlocks(message.blocks, budget, share.blocks - 3 - linked.length);
  return { head, rest: [...body, ...linked, ...actions, ...footnote] };
}

export const richText = (elements: Element[]): types.RichTextBlock => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
});

function headBlock(message: Message, budget: SizeBudget): types.KnownBlock[] {
  const mentions = message.mentions
    .map(mentionElement)
    .filter(element => element !== null)
    .flatMap((element): Element[] => [element, { type: 'text', text: ' ' }]);
  const elements = fill(budget, [...mentions, ...toElements(message.title, { bold: true })]);
  return elements.length > 0 ? [richText(elements)] : [];
}
