/** Converts a form to a modal, and a submitted modal's state to fields. Pure, within Slack's limits for every form. */

import type { types } from '@slack/bolt';
import { shorten } from '../../../util/text/cut.ts';
import { type Field, type Form, writeNames } from '../../chat-protocol.ts';
import { cleanLines } from '../../text/sanitize.ts';
import { plainText } from '../message/action-button.ts';
import * as limits from '../message/limits.ts';
import { joinParts, partNames, splitText, type TextPart } from '../message/long-text.ts';
import { toOptions } from './controls.ts';
import { decidingFields, shownFields } from './shown-fields.ts';

/** The `callback_id` of modals with a form, by which submissions are matched. */
export const FORM_ID = 'form';

/** The `action_id` of fields and of *More options*, with the view's mark. */
export const fieldIds = /^(field|more):(.+)$/;

export interface FormOptions {
  /** Comes back with the submission (metadata.ts). */
  metadata: string;
  /**
   * Part of the fields' ids. When a view is updated, Slack restores the typed values of fields whose ids are unchanged: a
   * revision has the same mark, and any other form a new one.
   */
  mark: string;
  /** Shown above the fields. */
  problems?: Readonly<Record<string, string>>;
  /** Whether *More options* was pressed. */
  unfolded?: boolean;
}

/** Converts a form to a modal. */
export function formView(
  form: Form,
  { metadata, mark, problems = {}, unfolded = false }: FormOptions,
): types.ModalView {
  const intro = [form.intro, ...Object.values(problems)].filter(text => cleanLines(text ?? '').trim());
  const { lists = [] } = form;
  const deciding = decidingFields(form);
  const shown = shownFields(form);
  const needed = ({ name, folded, value }: Field) => !folded || value?.length || Object.hasOwn(problems, name);
  const open = unfolded || shown.every(needed) ? shown : shown.filter(needed);
  const blocks = [
    ...intro.flatMap(section),
    ...lists.filter(({ folded }) => !folded).flatMap(list => section(writeNames(list))),
    ...open.flatMap(field => inputs(field, mark, deciding.has(field.name))),
    ...(open.length < shown.length ? [moreButton(mark)] : []),
    ...lists.filter(({ folded }) => folded).flatMap(list => section(writeNames(list))),
  ];
  return {
    type: 'modal',
    callback_id: FORM_ID,
    title: plainText(form.title, limits.VIEW_TITLE),
    submit: plainText(form.submit, limits.VIEW_TITLE),
    close: plainText('Cancel', limits.VIEW_TITLE),
    private_metadata: metadata,
    blocks: blocks.length > 0 ? blocks.slice(0, limits.BLOCKS_PER_VIEW) : section('…'),
  };
}

const moreButton = (mark: string): types.ActionsBlock => ({
  type: 'actions',
  elements: [{ type: 'button', action_id: `more:${mark}`, text: plainText('More options', limits.BUTTON_TEXT) }],
});

const section = (text = ''): types.SectionBlock[] => [
  { type: 'section', text: { ...plainText('', 1), text: shorten(cleanLines(text), limits.SECTION_TEXT) } },
];

/** Converts a field to its inputs: one, or several for a text longer than one input holds. */
function inputs(field: Field, mark: string, dispatches: boolean): types.KnownBlock[] {
  const id = `field:${mark}`;
  const { name, label, hint, optional = false } = field;
  const input = (element: types.InputBlockElement, blockId = name, more = ''): types.InputBlock => ({
    type: 'input',
    block_id: shorten(blockId, limits.ID_LENGTH),
    label: plainText(label + more, limits.INPUT_LABEL),
    ...(hint?.trim() && !more && { hint: plainText(hint, limits.INPUT_LABEL) }),
    optional: optional || more !== '',
    ...(dispatches && { dispatch_action: true }),
    element,
  });
  if (field.is === 'text') {
    const parts = partsOf(field);
    const names = partNames(name, parts);
    return parts.map(({ text }, index) =>
      input(textInput(field, text, id, parts.length), names[index], index > 0 ? ` (part ${index + 1})` : ''),
    );
  }
  if (field.is === 'one' && field.choices.length > limits.OPTIONS) {
    const { choices: _choices, value: [value = ''] = [], ...textField } = field;
    return inputs({ ...textField, is: 'text', value }, mark, dispatches);
  }
  return toOptions(field.choices).length > 0 ? [input(menu(field, id))] : section(`${label}: nothing to select`);
}

/**
 * Converts a choice field to a menu. An optional field is always a multi-select of at most one option: a single select can
 * be changed, but not cleared.
 */
function menu(field: Exclude<Field, { is: 'text' }>, action_id: string): types.StaticSelect | types.MultiStaticSelect {
  const options = toOptions(field.choices);
  const several = field.is === 'list' || (field.is === 'select' && field.many === true);
  const chosen = options.filter(({ value }) => field.value?.includes(value ?? ''));
  if (!several && !field.optional) {
    return { type: 'static_select', action_id, options, ...(chosen[0] && { initial_option: chosen[0] }) };
  }
  const initial = several ? chosen : chosen.slice(0, 1);
  return {
    type: 'multi_static_select',
    action_id,
    options,
    ...(initial.length > 0 && { initial_options: initial }),
    ...(!several && { max_selected_items: 1 }),
  };
}

/** Splits a text field's value, with an empty part at the end where the text may grow longer. */
function partsOf({ value = '', lines, most = 0 }: Extract<Field, { is: 'text' }>): TextPart[] {
  const parts = splitText(value.toWellFormed(), limits.INPUT_TEXT);
  const last = parts.at(-1)?.text.length ?? 0;
  const grows = lines === 'many' && most > limits.INPUT_TEXT && last > limits.INPUT_TEXT / 2;
  return grows ? [...parts, { text: '', separator: '\n' }] : parts;
}

function textInput(
  { lines, most }: Extract<Field, { is: 'text' }>,
  text: string,
  id: string,
  parts: number,
): types.PlainTextInput {
  const longest = Math.min(parts > 1 ? limits.INPUT_TEXT : (most ?? limits.INPUT_TEXT), limits.INPUT_TEXT);
  return {
    type: 'plain_text_input',
    action_id: id,
    multiline: lines === 'many' || /[\n\r]/.test(text),
    ...(text && { initial_value: text }),
    // A value over the limit is still shown; the submission reports the problem.
    max_length: Math.max(1, longest, text.length),
  };
}

/** The used fields of a view's state, as Slack reports it: by block, then by action. */
export type ViewState = Record<
  string,
  Record<
    string,
    {
      value?: string | null | undefined;
      selected_option?: { value?: string | undefined } | null | undefined;
      selected_options?: { value?: string | undefined }[] | null | undefined;
    }
  >
>;

/** Reads the values of each field; an empty field has none. */
export function readFields(state: ViewState): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  const texts: Record<string, string> = {};
  for (const [name, elements] of Object.entries(state)) {
    for (const { value, selected_option, selected_options } of Object.values(elements)) {
      const chosen = selected_options ?? (selected_option ? [selected_option] : []);
      fields[name] = chosen.flatMap(option => option.value ?? []);
      if (value) texts[name] = value;
    }
  }
  return joinParts(fields, texts);
}

/** Returns the errors to show under the fields; null when a problem belongs to no field and must be shown above them. */
export function problemsBelow(
  problems: Readonly<Record<string, string>>,
  state: ViewState,
): Record<string, string> | null {
  const entries = Object.entries(problems);
  if (entries.length === 0 || entries.some(([name]) => !Object.hasOwn(state, name))) return null;
  return Object.fromEntries(entries.map(([name, text]) => [name, plainText(text, PROBLEM).text]));
}

/** Characters of a field's error. Slack documents no limit; longer texts aren't readable there. */
const PROBLEM = 500;
