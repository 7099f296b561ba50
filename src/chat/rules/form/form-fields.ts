/** The fields of a rule's forms. */
import { callKinds, callOutcomes } from '../../../events/event.ts';
import { eventTypeNames, eventTypes, findEventType } from '../../../events/types.ts';
import type { Choice, Field } from '../../../platforms/chat-protocol.ts';
import { maxCharacters } from '../../../rules/condition/condition-functions.ts';
import { matchesType } from '../../../rules/glob.ts';
import { shortLabel } from '../../reply/build-reply.ts';
import type { FieldValues } from './form-values.ts';

export type FieldName =
  | 'on'
  | 'do'
  | 'kind'
  | 'outcome'
  | 'longer'
  | 'shorter'
  | 'who'
  | 'source'
  | 'if'
  | 'mention'
  | 'template';

export interface Offers {
  /** The sources whose events the channel may receive. */
  sources: readonly string[];
  /** The templates to choose from, likeliest first. */
  templates: readonly string[];
  /** How to write mentions on the channel's platform. */
  mentionHint: string;
}

/** Characters of a name or ID. Even escaped, it fits into a condition that uses every other simple field. */
export const mostName = 100;

/** The event types that a filter is about. */
const aboutTypes: Partial<Record<FieldName, (type: (typeof eventTypeNames)[number]) => boolean>> = {
  kind: type => /^call\./.test(type),
  outcome: type => /^call\./.test(type),
  longer: type => /^(call|meeting|recording)\./.test(type),
  shorter: type => /^(call|meeting|recording)\./.test(type),
  who: type => eventTypes[type].parts.some(part => ['call', 'participant', 'message', 'user'].includes(part)),
};

/** Whether a filter can match events of this pattern, `call.*`. */
function fits(name: FieldName, pattern: string): boolean {
  const isAbout = aboutTypes[name];
  return !isAbout || eventTypeNames.some(type => isAbout(type) && matchesType([pattern], type));
}

/** Whether a field fits the selected events, or has a value. */
export function isUsed(name: FieldName, values: FieldValues): boolean {
  return Boolean(values[name]?.length) || (values.on ?? []).some(pattern => fits(name, pattern));
}

/** Builds a field. With `keepsValue`, a filter with a value is shown although it doesn't fit the events. */
export function buildField(name: FieldName, values: FieldValues, offers: Offers, keepsValue: boolean): Field {
  const field = builders[name](values, offers);
  const hasValue = Boolean(values[name]?.length);
  if (aboutTypes[name]) {
    const isOdd = hasValue && !(values.on ?? []).some(pattern => fits(name, pattern));
    if (isOdd && keepsValue) return field;
    const patterns = eventChoices(values).map(({ value }) => value);
    return { ...field, shownFor: { on: patterns.filter(pattern => fits(name, pattern)) } };
  }
  const isOfPosts = name === 'mention' || name === 'template';
  const isIgnored = values.do?.[0] === 'ignore';
  return isOfPosts && !(hasValue && isIgnored && keepsValue) ? { ...field, shownFor: { do: ['post'] } } : field;
}

const builders: Readonly<Record<FieldName, (values: FieldValues, offers: Offers) => Field>> = {
  on: values => ({
    ...{
      is: 'list',
      name: 'on',
      label: 'Events',
      hint: 'e.g. call.missed. call.* matches all call events, and * all events.',
    },
    choices: eventChoices(values),
    value: values.on ?? [],
  }),
  do: values => ({
    ...{ is: 'select', name: 'do', label: 'Action' },
    choices: [choice('Post here', undefined, 'post'), choice('Ignore', undefined, 'ignore')],
    value: values.do?.length ? values.do : ['post'],
  }),
  kind: values => ({
    ...{ is: 'select', name: 'kind', label: 'Call type', optional: true, none: 'Any' },
    choices: withChosen(
      callKinds.map(kind => choice(kindLabels[kind], undefined, kind)),
      values.kind,
    ),
    value: values.kind ?? [],
  }),
  outcome: values => ({
    ...{ is: 'select', name: 'outcome', label: 'Call outcome', optional: true, many: true },
    choices: withChosen(
      callOutcomes.map(outcome => choice(outcomeLabels[outcome], undefined, outcome)),
      values.outcome,
    ),
    value: values.outcome ?? [],
  }),
  longer: values => line('longer', 'Longer than', 'e.g. 10m', values),
  shorter: values => ({ ...line('shorter', 'Shorter than', 'e.g. 90s', values), folded: true }),
  who: values => line('who', 'Person', 'Only events with this person: name or ID', values, mostName),
  source: (values, { sources }) => ({
    ...{ is: 'one', name: 'source', label: 'Source', optional: true, none: 'Any' },
    hint: shortLabel(`Available: ${sources.join(', ')}`, 100),
    choices: withChosen(sources.map(sourceChoice), values.source, Infinity),
    value: values.source ?? [],
  }),
  if: values => ({
    ...{ is: 'text', name: 'if', label: 'Condition', optional: true, lines: 'many', folded: true },
    ...{ hint: 'e.g. session.duration > 600 && session.peak > 2', most: maxCharacters },
    ...text(values.if),
  }),
  mention: (values, { mentionHint }) => line('mention', 'Mention', mentionHint, values),
  template: (values, { templates }) => ({
    ...{ is: 'one', name: 'template', label: 'Template', optional: true, none: 'The event’s own' },
    hint: 'By default, each event type uses its own template',
    choices: withChosen(templates.map(templateChoice), values.template, Infinity),
    value: values.template ?? [],
  }),
};

/** Families with more than five types. All families together would exceed the 100 choices of a list. */
const families = [...Map.groupBy(eventTypeNames, type => type.slice(0, type.indexOf('.')))].flatMap(([family, its]) =>
  its.length > 5 ? [family] : [],
);

const kindLabels = { audio: 'Voice', video: 'Video' } as const satisfies Record<(typeof callKinds)[number], string>;

const outcomeLabels = {
  unanswered: 'No answer',
  rejected: 'Declined',
  busy: 'Busy',
  cancelled: 'Canceled',
  failed: 'Failed',
  answered: 'Answered',
} as const satisfies Record<(typeof callOutcomes)[number], string>;

const initialisms = new Map([['hls', 'HLS']]);

const typeChoices: readonly Choice[] = [
  choice('*', 'All events'),
  ...families.map(family => choice(`${family}.*`, `All ${initialisms.get(family) ?? family} events`)),
  ...eventTypeNames.map(type => choice(type, eventTypes[type].meaning)),
];

const eventChoices = (values: FieldValues) => withChosen(typeChoices, values.on);

function choice(label: string, meaning?: string, value = label): Choice {
  return { label, value, ...(meaning && { description: shortLabel(meaning) }) };
}

const sourceChoice = (name: string): Choice => choice(shortLabel(name), undefined, name);

const templateChoice = (name: string): Choice => choice(shortLabel(name), findEventType(name)?.meaning, name);

/** Adds chosen values that are missing from the choices, so that they stay selected. */
function withChosen(choices: readonly Choice[], chosen: readonly string[] = [], most = 100): readonly Choice[] {
  const others = chosen.filter(value => !choices.some(each => each.value === value));
  return [...others.map(value => choice(shortLabel(value), undefined, value)), ...choices].slice(0, most);
}

function line(name: string, label: string, hint: string, values: FieldValues, most = 300): Field {
  return { is: 'text', name, label, hint, optional: true, most, ...text(values[name]) };
}

function text(value: readonly string[] = []): { value?: string } {
  const [first] = value;
  return first === undefined ? {} : { value: first };
}
