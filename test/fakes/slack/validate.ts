/**
 * What Slack refuses, written down apart from src/platforms/slack/limits.ts, so that neither can be wrong alone.
 * From https://docs.slack.dev/reference/block-kit and https://docs.slack.dev/reference/methods/chat.postMessage;
 * it knows the blocks that Callboard sends and refuses all others.
 */
type Json = Record<string, unknown>;
type Check = (value: unknown, at: string) => string[];

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text =
  (min: number, max: number): Check =>
  (value, at) => {
    if (typeof value !== 'string') return [`${at}: must be a string`];
    if (!value.isWellFormed()) return [`${at}: must be valid Unicode`];
    if (value.length < min || value.length > max) return [`${at}: must be ${min} to ${max} characters`];
    return [];
  };

const oneOf =
  (...allowed: unknown[]): Check =>
  (value, at) =>
    allowed.includes(value) ? [] : [`${at}: must be one of ${allowed.join(', ')}`];

const list =
  (min: number, max: number, item: Check): Check =>
  (value, at) => {
    if (!Array.isArray(value)) return [`${at}: must be an array`];
    if (value.length < min || value.length > max) return [`${at}: must be ${min} to ${max} items`];
    return value.flatMap((one, index) => item(one, `${at}/${index}`));
  };

const url: Check = (value, at) => {
  const problems = text(1, 3000)(value, at);
  return problems.length > 0 || /^https?:\/\/\S+$/.test(String(value)) ? problems : [`${at}: must be a URL`];
};

const integer =
  (min: number, max: number): Check =>
  (value, at) =>
    Number.isInteger(value) && Number(value) >= min && Number(value) <= max ? [] : [`${at}: must be an integer`];

const optional =
  (check: Check): Check =>
  (value, at) =>
    value === undefined ? [] : check(value, at);

/** An object with these fields and no others. */
const fields =
  (shape: Record<string, Check>): Check =>
  (value, at) => {
    if (!isObject(value)) return [`${at}: must be an object`];
    const unknown = Object.keys(value).filter(key => !(key in shape));
    return [
      ...unknown.map(key => `${at}/${key}: is not allowed`),
      ...Object.entries(shape).flatMap(([key, check]) => check(value[key], `${at}/${key}`)),
    ];
  };

/** An object whose `type` says which of these it must be. */
const byType =
  (kinds: Record<string, Record<string, Check>>): Check =>
  (value, at) => {
    const type = isObject(value) && typeof value.type === 'string' ? value.type : '';
    const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
    return kind
      ? fields({ ...kind, type: oneOf(type) })(value, at)
      : [`${at}: unsupported type ${JSON.stringify(type)}`];
  };

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
    elements: list(1, 10_000, section),
  },
});

const plainText = (max: number) => byType({ plain_text: { text: text(1, max), emoji: on } });

const block = byType({
  rich_text: { elements: list(1, 10_000, richPart) },
  divider: {},
  actions: {
    elements: list(
      1,
      25,
      byType({
        button: { text: plainText(75), url: optional(url), action_id: text(1, 255), value: optional(text(1, 2000)) },
      }),
    ),
  },
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
});

const blocksOf = (body: Json): unknown[] => [
  ...(Array.isArray(body.blocks) ? body.blocks : []),
  ...(Array.isArray(body.attachments) ? body.attachments : []).flatMap(one =>
    isObject(one) && Array.isArray(one.blocks) ? one.blocks : [],
  ),
];

/** Two buttons of one message must not share an action_id. */
function repeatedActions(blocks: unknown[]): string[] {
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

/** The error that Slack answers a body of chat.postMessage or chat.update with; null when it takes it. */
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
