/**
 * The views that views.open, views.update and views.publish accept, written from Slack's documentation and not from our code:
 * https://docs.slack.dev/reference/views/modal-views, …/home-tab-views and https://docs.slack.dev/reference/block-kit/blocks/input-block
 */
import { byType, type Check, integer, isObject, type Json, list, oneOf, optional, text } from './checks.ts';
import { commonBlocks, options, plainText, type Refusal, repeatedActions } from './validate.ts';

const id = text(1, 255);
const on = optional(oneOf(true, false));

const input = byType({
  plain_text_input: {
    action_id: id,
    multiline: on,
    initial_value: optional(text(1, 3000)),
    max_length: optional(integer(1, 3000)),
  },
  static_select: { action_id: id, options, initial_option: optional(isObjectAt) },
  multi_static_select: {
    action_id: id,
    options,
    initial_options: optional(list(1, 100, isObjectAt)),
    max_selected_items: optional(integer(1, 100)),
  },
});

function isObjectAt(value: unknown, at: string): string[] {
  return isObject(value) ? [] : [`${at}: must be an object`];
}

const homeBlocks = {
  ...commonBlocks,
  section: { text: byType({ plain_text: { text: text(1, 3000), emoji: on } }), block_id: optional(id) },
};

const modalBlocks = {
  ...homeBlocks,
  input: {
    block_id: optional(id),
    label: plainText(2000),
    hint: optional(plainText(2000)),
    optional: on,
    dispatch_action: on,
    element: input,
  },
};

const view = byType({
  modal: {
    callback_id: optional(text(0, 255)),
    title: plainText(24),
    submit: optional(plainText(24)),
    close: optional(plainText(24)),
    private_metadata: optional(text(0, 3000)),
    blocks: list(1, 100, byType(modalBlocks)),
  },
  home: {
    private_metadata: optional(text(0, 3000)),
    callback_id: optional(text(0, 255)),
    blocks: list(1, 100, byType(homeBlocks)),
  },
});

const objects = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);

function inputsOf(one: Json): Json[] {
  return objects(one.blocks).filter(({ type }) => type === 'input');
}

/** Finds inputs without a submit button, and initial values that are no option or too long. */
function disagreements(one: Json): string[] {
  const inputs = inputsOf(one);
  const ids = inputs.map(({ block_id }) => block_id);
  return [
    ...(inputs.length > 0 && one.submit === undefined ? ['/submit: is required with input blocks'] : []),
    ...(new Set(ids).size < ids.length ? ['/blocks: block_id already exists'] : []),
    ...inputs.flatMap(({ element }) => {
      const { options: offered, initial_option: one, initial_options: several, ...rest } = element as Json;
      const known = objects(offered).map(each => JSON.stringify(each));
      const chosen = [...(one === undefined ? [] : [one]), ...(Array.isArray(several) ? several : [])];
      const tooLong = String(rest.initial_value ?? '').length > Number(rest.max_length ?? 3000);
      return [
        ...(chosen.every(each => known.includes(JSON.stringify(each))) ? [] : ['initial option: is no option']),
        ...(chosen.length > Number(rest.max_selected_items ?? 100) ? ['initial_options: more than may be chosen'] : []),
        ...(tooLong ? ['initial_value: is longer than max_length'] : []),
        ...(rest.multiline !== true && /\n/.test(String(rest.initial_value ?? '')) ? ['initial_value: one line'] : []),
      ];
    }),
  ];
}

/** Slack's error for a view; null when it is valid. */
export function viewRefusal(value: unknown): Refusal | null {
  const check: Check = view;
  const problems = check(value, 'view');
  if (problems.length === 0 && isObject(value)) {
    problems.push(...repeatedActions(objects(value.blocks)), ...disagreements(value));
    if (Buffer.byteLength(JSON.stringify(value)) > 250_000) return { error: 'view_too_large', messages: [] };
  }
  return problems.length > 0 ? { error: 'invalid_arguments', messages: problems } : null;
}

/** Problems of a response to a submission: https://docs.slack.dev/surfaces/modals#response_actions */
export function responseProblems(response: unknown, open: Json): string[] {
  if (response === undefined || response === null || response === '') return [];
  if (!isObject(response)) return ['the response must be an object'];
  if (Object.keys(response).length === 0) return [];
  if (response.response_action === 'update') return viewRefusal(response.view)?.messages ?? [];
  if (response.response_action !== 'errors') return ['response_action: must be errors or update'];
  const blocks = inputsOf(open).map(({ block_id }) => block_id);
  const errors = isObject(response.errors) ? Object.entries(response.errors) : [];
  return [
    ...(errors.length === 0 ? ['errors: must not be empty'] : []),
    ...errors.flatMap(([block, words]) => [
      ...(blocks.includes(block) ? [] : [`errors/${block}: is no input block`]),
      ...text(1, 3000)(words, `errors/${block}`),
    ]),
  ];
}
