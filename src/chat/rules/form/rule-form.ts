/** The forms of a rule: the main one, filters, and the message. */
import { callKinds, callOutcomes } from '../../../events/event.ts';
import { eventTypeNames, eventTypes, findEventType } from '../../../events/types.ts';
import type { Choice, Field, Form } from '../../../platforms/chat-protocol.ts';
import { maxCharacters } from '../../../rules/condition/condition-functions.ts';
import { shortLabel } from '../../reply/build-reply.ts';
import type { FieldValues } from './rule-fields.ts';

/** The main form: events, action and condition. */
export function mainForm(action: string, values: FieldValues, title: 'Add rule' | 'Edit rule' | 'Edit events'): Form {
  return {
    title,
    action,
    submit: 'Next',
    intro: 'Next, you’ll see what this rule would have done over the last 7 days. Nothing is saved yet.',
    fields: [
      {
        ...{ is: 'list', name: 'on', label: 'Events', hint: 'call.* matches all call events, * matches all events' },
        choices: withChosen(typeChoices, values.on),
        value: values.on ?? [],
      },
      {
        ...{ is: 'select', name: 'do', label: 'Action' },
        choices: [choice('Post here', undefined, 'post'), choice('Ignore', undefined, 'ignore')],
        value: values.do?.length ? values.do : ['post'],
      },
      {
        ...{ is: 'select', name: 'kind', label: 'Call type', optional: true, none: 'Any' },
        choices: withChosen(
          callKinds.map(kind => choice(kindLabels[kind], undefined, kind)),
          values.kind,
        ),
        value: values.kind ?? [],
      },
      {
        ...{ is: 'select', name: 'outcome', label: 'Call outcome', optional: true, many: true },
        choices: withChosen(
          callOutcomes.map(outcome => choice(outcomeLabels[outcome], undefined, outcome)),
          values.outcome,
        ),
        value: values.outcome ?? [],
      },
      {
        ...{ is: 'text', name: 'if', label: 'Advanced condition', optional: true, lines: 'many' },
        ...{ hint: 'e.g. session.duration > 600 && session.peak > 2', most: maxCharacters },
        ...text(values.if),
      },
    ],
  };
}

/** Characters of a name or ID. Even escaped, it fits into a condition that uses every other simple field. */
export const mostName = 100;

/** The filters form. `sources` are those whose events the channel may receive. */
export function narrowForm(action: string, values: FieldValues, sources: readonly string[]): Form {
  return {
    title: 'Add filters',
    action,
    submit: 'Next',
    fields: [
      line('longer', 'Longer than', 'e.g. 10m', values),
      line('shorter', 'Shorter than', 'e.g. 90s', values),
      line('who', 'Person', 'Name or ID', values, mostName),
      {
        ...{ is: 'one', name: 'source', label: 'Source', optional: true, none: 'Any' },
        hint: shortLabel(`Available: ${sources.join(', ')}`, 100),
        choices: withChosen(sources.map(sourceChoice), values.source, Infinity),
        value: values.source ?? [],
      },
    ],
  };
}

/** The message form. `templates` are the names to choose from, likeliest first. Options without effect yet aren't offered. */
export function moreForm(action: string, values: FieldValues, templates: readonly string[]): Form {
  return {
    title: 'Edit message',
    action,
    submit: 'Next',
    fields: [
      {
        ...{ is: 'one', name: 'template', label: 'Template', optional: true, none: 'Default' },
        hint: 'Leave empty for the default template',
        choices: withChosen(templates.map(templateChoice), values.template, Infinity),
        value: values.template ?? [],
      },
      line('mention', 'Mention', '@here, or people and groups, separated by spaces', values),
    ],
  };
}

/** Families with more than five types. All families together would exceed the 100 choices of a list. */
const families = [...Map.groupBy(eventTypeNames, type => type.slice(0, type.indexOf('.')))].flatMap(([family, its]) =>
  its.length > 5 ? [family] : [],
);

const kindLabels = { audio: 'Audio', video: 'Video' } as const satisfies Record<(typeof callKinds)[number], string>;

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
