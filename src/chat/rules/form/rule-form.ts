/** The form of a rule: whole where the platform's forms are long enough, otherwise in three steps. */
import type { Field, Form } from '../../../platforms/chat-protocol.ts';
import { findDescriptor } from '../../../platforms/index.ts';
import type { ChatContext } from '../../command.ts';
import { buildField, type FieldName, isUsed, type Offers } from './form-fields.ts';
import type { FieldValues } from './form-values.ts';

/** `form`: the whole form, or the first step; `narrow` and `more`: the other steps. Each is a part of the command `add`. */
export type FormName = 'form' | 'narrow' | 'more';

const whole: readonly FieldName[] = [
  ...(['on', 'do', 'kind', 'outcome', 'longer', 'who', 'source', 'mention', 'template'] as const),
  ...(['shorter', 'if'] as const),
];

/** The most used fields come first. A Discord form has five fields. */
const steps = {
  form: ['on', 'do', 'mention', 'kind', 'outcome'],
  narrow: ['longer', 'shorter', 'who', 'source', 'if'],
  more: ['template'],
} as const satisfies Record<FormName, readonly FieldName[]>;

const titles = { form: 'Edit events', narrow: 'Add filters', more: 'Set template' } as const;

/** Whether the channel's platform shows a rule in one form. */
export function hasOneForm({ channel }: Pick<ChatContext, 'channel'>): boolean {
  return (findDescriptor(channel)?.fieldsPerForm ?? 0) >= whole.length;
}

interface FormRequest {
  name: FormName;
  action: string;
  values: FieldValues;
  /** A new rule that was not reviewed yet. */
  isNew: boolean;
  /** Whether a filter with a value is shown although it doesn't fit the events, so that it isn't lost. */
  keepsValues: boolean;
}

/** Builds a form of a rule. */
export function ruleForm(
  { name, action, values, isNew, keepsValues }: FormRequest,
  offers: Offers,
  context: Pick<ChatContext, 'channel'>,
): Form {
  const inOne = hasOneForm(context);
  const named = inOne && name === 'form' ? whole : steps[name];
  const names = named.filter(each => inOne || name === 'form' || isUsed(each, values));
  const built = names.map(each => buildField(each, values, offers, keepsValues));
  // Another step has the fields that decide, so this one shows all of its own.
  const fields: readonly Field[] = name === 'form' ? built : built.map(({ shownFor: _shownFor, ...field }) => field);
  return {
    title: isNew ? 'Add rule' : inOne && name === 'form' ? 'Edit rule' : titles[name],
    action,
    submit: 'Next',
    ...(name === 'form' && { intro }),
    fields,
  };
}

const intro = 'Next, you’ll see what this rule would have done over the last 7 days. Nothing is saved yet.';
