/** The forms that a rule is made with: the main one, and two for what few need. */
import { callKinds, callOutcomes } from '../../../events/event.ts';
import { eventTypeNames, eventTypes, findEventType } from '../../../events/types.ts';
import type { Choice, Field, Form } from '../../../platforms/chat-protocol.ts';
import { maxCharacters } from '../../../rules/condition/environment.ts';
import { shortLabel } from '../../reply/build-reply.ts';
import type { Values } from './rule-fields.ts';

/** Which events, what becomes of them, and the condition. */
export function mainForm(action: string, values: Values, isNew: boolean): Form {
  return {
    title: isNew ? 'Add rule' : 'Edit rule',
    action,
    submit: 'Next',
    intro: 'Next, you’ll see what this rule would have done over the last 7 days. Nothing is saved yet.',
    fields: [
      {
        ...{ is: 'list', name: 'on', label: 'Events', hint: 'call.* matches all call events; * matches everything' },
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
          callKinds.map(kind => choice(kind)),
          values.kind,
        ),
        value: values.kind ?? [],
      },
      {
        ...{ is: 'select', name: 'outcome', label: 'Call outcome', optional: true, many: true },
        choices: withChosen(
          callOutcomes.map(outcome => choice(outcome)),
          values.outcome,
        ),
        value: values.outcome ?? [],
      },
      {
        ...{ is: 'text', name: 'if', label: 'Condition (advanced)', optional: true, lines: 'many' },
        ...{ hint: 'Example: session.duration > 600 && session.peak > 2', most: maxCharacters },
        ...text(values.if),
      },
    ],
  };
}

/** Characters of a name or id: what a condition with every other simple field has room for, escaped too. */
export const mostName = 100;

/** `sources` are those that the channel may hear of. */
export function narrowForm(action: string, values: Values, sources: readonly string[]): Form {
  return {
    title: 'Add filters',
    action,
    submit: 'Next',
    fields: [
      line('longer', 'Longer than', 'For example 10m', values),
      line('shorter', 'Shorter than', 'For example 90s', values),
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

/** `templates`: the names to choose from, the likeliest first. Options that have no effect yet aren't offered. */
export function moreForm(action: string, values: Values, templates: readonly string[]): Form {
  return {
    title: 'Message options',
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

/** Those of many types; with all of them there were more than 100 choices. */
const families = [...Map.groupBy(eventTypeNames, type => type.slice(0, type.indexOf('.')))].flatMap(([family, its]) =>
  its.length > 5 ? [family] : [],
);

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

/** What is chosen stays on offer even where it is none of the usual. */
function withChosen(choices: readonly Choice[], chosen: readonly string[] = [], most = 100): readonly Choice[] {
  const others = chosen.filter(value => !choices.some(each => each.value === value));
  return [...others.map(value => choice(shortLabel(value), undefined, value)), ...choices].slice(0, most);
}

function line(name: string, label: string, hint: string, values: Values, most = 300): Field {
  return { is: 'text', name, label, hint, optional: true, most, ...text(values[name]) };
}

function text(value: readonly string[] = []): { value?: string } {
  const [first] = value;
  return first === undefined ? {} : { value: first };
}
