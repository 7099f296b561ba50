/** Renders a reply as the body of a Slack message, or as the blocks of a view. Pure, within Slack's limits for every reply. */
import type { types } from '@slack/bolt';
import type { Inline, Message } from '../../../messages/message.ts';
import { counted } from '../../../util/plural.ts';
import type { Reply } from '../../chat-protocol.ts';
import { plainText } from '../message/action-button.ts';
import { fallbackText } from '../message/fallback.ts';
import * as limits from '../message/limits.ts';
import { hex, renderParts, richText, WRAPPING } from '../message/render.ts';
import { createSizeBudget } from '../message/size-budget.ts';
import { controlBlocks } from './controls.ts';

/** The body for the response_url, chat.postEphemeral and chat.postMessage. */
export interface ReplyBody {
  text: string;
  mrkdwn: false;
  blocks: types.KnownBlock[];
  attachments: { color: string; blocks: types.KnownBlock[] }[];
}

interface ReplyLayout {
  head: types.KnownBlock[];
  rest: types.KnownBlock[];
  controls: types.KnownBlock[];
  previews: { color: string; blocks: types.KnownBlock[] }[];
  /** Names what was left out. */
  note: types.KnownBlock[];
}

/**
 * Renders a reply as a message. Previews follow below a line, each as an attachment, for the colored bar. A colored reply is an
 * attachment too, with its controls: Slack shows all attachments below all blocks.
 */
export function replyBody(reply: Reply): ReplyBody {
  const { head, rest, controls, previews, note } = layOut(reply, {
    json: limits.BLOCKS_JSON - WRAPPING,
    blocks: limits.BLOCKS_PER_MESSAGE,
  });
  const { color } = reply.message;
  const below = [...rest, ...controls, ...note];
  const colored = color !== null && head.length > 0 && below.length > 0;
  const blocks = colored ? head : [...head, ...below];
  const line: types.KnownBlock[] = previews.length > 0 && blocks.length > 0 ? [{ type: 'divider' }] : [];
  return {
    text: fallbackText(reply.secret ? { ...reply.message, blocks: [], footnote: [] } : reply.message),
    mrkdwn: false,
    blocks: blocks.length > 0 ? [...blocks, ...line] : [richText([{ type: 'text', text: '…' }])],
    attachments: [...(colored ? [{ color: hex[color], blocks: below }] : []), ...previews],
  };
}

/** Renders a reply as the blocks of a view, which has no attachments. */
export function replyBlocks(reply: Reply): types.KnownBlock[] {
  const { head, rest, controls, previews, note } = layOut(reply, {
    json: limits.VIEW_JSON,
    blocks: limits.BLOCKS_PER_VIEW,
  });
  const below = previews.flatMap(({ blocks }): types.KnownBlock[] => [{ type: 'divider' }, ...blocks]);
  const blocks = [...head, ...rest, ...controls, ...note, ...below];
  return blocks.length > 0 ? blocks : [richText([{ type: 'text', text: '…' }])];
}

/** The controls' maximum share of the JSON: a full menu. */
const CONTROLS_SHARE = 0.75;
const CONTROL_ROWS = 20;
/** The message's share when there are previews. */
const OWN_SHARE = 0.6;
/** The minimum for a preview: blocks with the line above, and characters of JSON with its attachment. */
const PREVIEW_BLOCKS = 6;
const PREVIEW_JSON = 600;

/** Divides the limits: first the controls, which the user needs to continue, then the message, then the previews. */
function layOut(
  { message, controls: rows = [], previews = [], ...reply }: Reply,
  most: { json: number; blocks: number },
) {
  const { blocks: controls, missing: rowsMissing } = controlBlocks(
    rows,
    createSizeBudget(most.json * CONTROLS_SHARE),
    CONTROL_ROWS,
  );
  const ownShare = previews.length > 0 ? OWN_SHARE : 1;
  let json = most.json - sizeOf(controls) - NOTE_JSON;
  let blocks = most.blocks - controls.length - 2; // the line above the previews, and the note below them
  const { head, rest } = renderParts(message, {
    json: json * ownShare,
    blocks: Math.floor(blocks * ownShare),
    buttons: 0,
  });
  json -= sizeOf([...head, ...rest]);
  blocks -= head.length + rest.length;
  let buttons = (message.actions ?? []).length + message.buttons.length;

  const shown: ReplyLayout['previews'] = [];
  const many = Math.min(previews.length, Math.floor(json / PREVIEW_JSON), Math.floor(blocks / PREVIEW_BLOCKS));
  for (const [index, preview] of previews.slice(0, many).entries()) {
    const waiting = many - index;
    const share = { json: json / waiting - WRAPPING, blocks: Math.floor(blocks / waiting) - 1, buttons };
    const parts = renderParts(asPreview(preview, reply.public), share);
    const all = [...parts.head, ...parts.rest];
    if (all.length > 0) shown.push({ color: hex[preview.color ?? 'gray'], blocks: all });
    json -= sizeOf(all) + WRAPPING;
    blocks -= all.length + 1;
    buttons += preview.buttons.length;
  }
  const left = [
    ...(rowsMissing > 0 ? ['Not everything fits here. Type the name or number after the command instead.'] : []),
    ...(many < previews.length ? [`Not shown: ${counted(previews.length - many, 'more preview')}.`] : []),
  ].join(' ');
  const note: types.KnownBlock[] = left ? [{ type: 'context', elements: [plainText(left, NOTE_JSON)] }] : [];
  return { head, rest, controls, previews: shown, note } satisfies ReplyLayout;
}

/** Characters of JSON for the note on what was left out. */
const NOTE_JSON = 250;

const sizeOf = (blocks: types.KnownBlock[]): number => JSON.stringify(blocks).length;

/** Leaves out action buttons, which would act. In public, mentions become text: a preview must not ping anyone. */
function asPreview(preview: Message, isPublic = false): Message {
  const message = { ...preview, actions: [] };
  if (!isPublic) return message;
  const asText: Inline[] = message.mentions.map(mention => ({ type: 'text', text: `${mention} ` }));
  return { ...message, mentions: [], title: [...asText, ...message.title] };
}
