/** Renders forms as modals and reads what was submitted: https://docs.discord.com/developers/components/using-modal-components */

import type {
  APIComponentInLabel,
  APILabelComponent,
  APIModalInteractionResponseCallbackComponent,
  APIModalInteractionResponseCallbackData,
  APIStringSelectComponent,
  APITextInputComponent,
} from 'discord.js';
import { shorten } from '../../../util/text/cut.ts';
import { type Field, type Form, type NameList, writeNames } from '../../chat-protocol.ts';
import { cleanLines } from '../../text/sanitize.ts';
import { oneLine, textDisplay } from '../message/components.ts';
import { escapeText } from '../message/escape.ts';
import {
  maxLabel,
  maxLabelDescription,
  maxModalComponents,
  maxModalTitle,
  maxOptions,
  maxTextInput,
} from '../message/limits.ts';
import { selectOptions } from './controls.ts';
import type { ApplyMark } from './signed-controls.ts';

const types = { stringSelect: 3, textInput: 4, label: 18 } as const;
const textStyles = { one: 1, many: 2 } as const;

/** Prefix of the name of a field whose values are typed as text, separated by commas. */
const listPrefix = 'list:';

type ModalComponent = APIModalInteractionResponseCallbackComponent;

/**
 * Renders a form. The introduction is a component of its own if the limit of five components allows it; otherwise as much
 * as fits is the description of the first field without a hint. `applyMark` is explained in signed-controls.ts.
 */
export function renderModal(form: Form, applyMark: ApplyMark): APIModalInteractionResponseCallbackData {
  const fields = form.fields.slice(0, maxModalComponents);
  const whole = writeIntro(form, writeNames);
  // The names matter more than the notes of those that come last.
  const intro = shorten(whole.length > maxIntro ? writeIntro(form, writeBriefly) : whole, maxIntro);
  const separate: ModalComponent[] =
    intro !== '' && fields.length < maxModalComponents
      ? [textDisplay(intro.split('\n').map(escapeText).join('\n'))]
      : [];
  const introField = Math.max(0, fields.findIndex(hasNoDescription));
  const labels = fields.map((field, index) => label(field, index === introField && separate.length === 0 ? intro : ''));
  // Long lists of names come last, so that the fields are seen at once.
  const components: ModalComponent[] = form.lists ? [...labels, ...separate] : [...separate, ...labels];
  const title = oneLine(form.title, maxModalTitle);
  return {
    custom_id: form.action,
    title,
    components: applyMark(components.length > 0 ? components : [textDisplay(escapeText(title))]),
  };
}

/** Characters. Escaping can double them. */
const maxIntro = maxTextInput / 2;

function writeIntro({ intro = '', lists = [] }: Form, write: (list: NameList) => string): string {
  return cleanLines([intro, ...lists.map(write)].filter(text => text !== '').join('\n\n')).trim();
}

/** Writes a list without the notes of less used names. */
function writeBriefly(list: NameList): string {
  return list.folded ? `${list.label}: ${list.names.map(({ text }) => text).join(', ')}` : writeNames(list);
}

const hasNoDescription = ({ is, hint }: Field) => is !== 'list' && !hint;

function label(field: Field, intro: string): APILabelComponent {
  const component = input(field);
  const typed = component.custom_id.startsWith(listPrefix) ? 'Separate with commas.' : '';
  const description = [typed, field.hint, intro].filter(Boolean).join(' ');
  return {
    type: types.label,
    label: oneLine(field.label, maxLabel),
    ...(description && { description: oneLine(description, maxLabelDescription) }),
    component,
  };
}

function input(field: Field): Extract<APIComponentInLabel, { custom_id: string }> {
  switch (field.is) {
    case 'text':
      return textInput(field, field.name, field.value ?? '');
    case 'select':
      return select(field, field.many ? maxOptions : 1) ?? textInput(field, field.name, (field.value ?? []).join(', '));
    case 'one':
      return (
        (field.choices.length <= maxOptions ? select(field, 1) : null) ??
        textInput(field, field.name, field.value?.[0] ?? '')
      );
    case 'list': {
      const listed = field.choices.length <= maxOptions ? select(field, maxOptions) : null;
      return listed ?? textInput(field, listPrefix + field.name, (field.value ?? []).join(', '));
    }
  }
}

function textInput(field: Field, custom_id: string, value: string): APITextInputComponent {
  const isText = field.is === 'text';
  // A value over its limit is shown whole: the error follows when the form is submitted.
  const wanted = isText && field.most ? Math.max(field.most, lengthOf(value)) : maxTextInput;
  const most = Math.max(1, Math.min(wanted, maxTextInput));
  const text = shorten(isText && field.lines === 'many' ? cleanLines(value) : value && oneLine(value, most), most);
  return {
    type: types.textInput,
    custom_id,
    style: textStyles[(isText && field.lines) || 'one'],
    required: field.optional !== true,
    max_length: most,
    ...(text.trim() && { value: text }),
  };
}

/** Null without options: Discord rejects an empty select. */
function select(field: Exclude<Field, { is: 'text' }>, most: number): APIStringSelectComponent | null {
  const options = selectOptions(field.choices, field.value?.slice(0, most));
  if (options.length === 0) return null;
  return {
    type: types.stringSelect,
    custom_id: field.name,
    options,
    required: field.optional !== true,
    min_values: field.optional ? 0 : 1,
    max_values: Math.min(most, options.length),
  };
}

/** The first of a form's texts that is longer than a modal holds, and would be cut there; null when all fit. */
export function findTooLongField({ fields }: Form): Field | null {
  return fields.find(field => field.is === 'text' && lengthOf(field.value ?? '') > maxTextInput) ?? null;
}

/** The length as shown, in which a tab counts as several characters. */
const lengthOf = (text: string) => cleanLines(text).length;

/** A field as Discord submits it: https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-modal-submit-data-structure */
interface SubmittedField {
  custom_id: string;
  value?: string | undefined;
  values?: string[] | undefined;
}

/** Reads the submitted values of each field by its name. */
export function readFields(submitted: readonly SubmittedField[]): Record<string, string[]> {
  return Object.fromEntries(
    submitted.map(({ custom_id, value = '', values }) => {
      if (custom_id.startsWith(listPrefix)) return [custom_id.slice(listPrefix.length), splitList(value)];
      return [custom_id, values ?? (value === '' ? [] : [value])];
    }),
  );
}

const splitList = (text: string) =>
  text
    .split(/[,\n]/)
    .map(each => each.trim())
    .filter(each => each !== '');
