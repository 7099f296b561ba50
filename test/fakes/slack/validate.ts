/**
 * The messages that Slack accepts, written from its documentation and not from our code, so that neither can be wrong alone.
 * From https://docs.slack.dev/reference/block-kit and https://docs.slack.dev/reference/methods/chat.postMessage;
 * It accepts only the blocks that Callboard sends.
 */
import { byType, fields, integer, isObject, type Json, list, oneOf, optional, text, url } from './checks.ts';

const on = optional(oneOf(true, false));
const dateStyle = optional(fields({ bold: on, italic: on, strike: on, underline: on }));
const style = optional(fields({ bold: on, italic: on, strike: on, underline: on, code: on }));
const anyText = text(1, 40_000);

const richElement = byType({
  text: { text: anyText, style },
  link: { url, text: optional(anyText), style },
  date: {
    timestamp: integer(0, 1e11),
    format: text(1, 255),
    fallback: optional(anyText),
    style: dateStyle,
  },
  broadcast: { range: oneOf('here', 'channel', 'everyone') },
  user: { user_id: text(2, 20) },
  usergroup: { usergroup_id: text(2, 20) },
});

const section = byType({ rich_text_section: { elements: list(1, 10_000, richElement) } });

const richPart = byType({
  rich_text_section: { elements: list(1, 10_000, richElement) },
  rich_text_quote: { elements: list(1, 10_000, richElement) },
  rich_text_preformatted: {
    elements: list(1, 10_000, byType({ text: { text: anyText }, link: { url, text: anyText } })),
  },
  rich_text_list: {
    style: oneOf('bullet', 'ordered'),
    indent: optional(integer(0, 8)),
    offset: optional(integer(0, 100_000)),
    elements: list(1, 10_000, section),
  },
});

export const plainText = (max: number) => byType({ plain_text: { text: text(1, max), emoji: on } });

/** Elements of https://docs.slack.dev/reference/block-kit/composition-objects/option-object */
const option = fields({ text: plainText(75), value: text(1, 150), description: optional(plainText(75)) });
export const options = list(1, 100, option);

const control = byType({
  button: {
    text: plainText(75),
    url: optional(url),
    action_id: text(1, 255),
    value: optional(text(1, 2000)),
    style: optional(oneOf('primary', 'danger')),
  },
  static_select: { placeholder: plainText(150), action_id: text(1, 255), options },
});

/** Blocks of both messages and views. */
export const commonBlocks = {
  rich_text: { elements: list(1, 10_000, richPart) },
  divider: {},
  actions: { elements: list(1, 25, control) },
  context: {
    elements: list(
      1,
      10,
      byType({
        plain_text: { text: text(1, 3000), emoji: on },
        mrkdwn: { text: text(1, 3000), verbatim: on },
      }),
    ),
  },
};

const block = byType(commonBlocks);

const blocksOf = (body: Json): unknown[] => [
  ...(Array.isArray(body.blocks) ? body.blocks : []),
  ...(Array.isArray(body.attachments) ? body.attachments : []).flatMap(one =>
    isObject(one) && Array.isArray(one.blocks) ? one.blocks : [],
  ),
];

/** Two controls of one message or view must not share an action_id. */
export function repeatedActions(blocks: unknown[]): string[] {
  const ids = blocks.flatMap(one =>
    isObject(one) && one.type === 'actions' && Array.isArray(one.elements)
      ? one.elements.map(button => button.action_id)
      : [],
  );
  return new Set(ids).size === ids.length ? [] : ['/blocks: action_id already exists'];
}

export interface Refusal {
  error: string;
  messages: string[];
}

/** Slack's error for a body of chat.postMessage or chat.update; null when it is valid. */
export function refusalOf(body: Json): Refusal | null {
  const blocks = blocksOf(body);
  if (blocks.length === 0 && !body.text) return { error: 'no_text', messages: [] };
  if (typeof body.text === 'string' && body.text.length > 40_000) return { error: 'msg_too_long', messages: [] };
  const inBlocks = [
    ...list(0, 50, block)(body.blocks ?? [], '/blocks'),
    ...repeatedActions(blocks),
    ...(blocks.length > 50 ? ['/blocks: no more than 50 items allowed'] : []),
  ];
  if (inBlocks.length > 0) return { error: 'invalid_blocks', messages: inBlocks };
  const attachment = fields({ color: text(7, 7), blocks: list(1, 50, block) });
  const inAttachments = list(0, 100, attachment)(body.attachments ?? [], '/attachments');
  if (inAttachments.length > 0) return { error: 'invalid_attachments', messages: inAttachments };
  // Undocumented: https://github.com/slackapi/bolt-js/issues/2509 measured the least refused at 13,172.
  if (JSON.stringify(blocks).length > 13_000) return { error: 'msg_blocks_too_long', messages: [] };
  return null;
}
