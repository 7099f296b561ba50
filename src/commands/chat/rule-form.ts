/** The forms that a rule is made with: the main one, and two for what few need. */
import { callKinds, callOutcomes } from '../../events/event.ts';
import { eventTypeNames, eventTypes, findEventType } from '../../events/types.ts';
import type { Choice, Field, Form } from '../../platforms/chat.ts';
import { maxCharacters } from '../../rules/condition/environment.ts';
import { digestValue, type Values } from './rule-fields.ts';
import { short } from './say.ts';

/** Which events, what becomes of them, and the condition. */
export function mainForm(action: string, values: Values, isNew: boolean): Form {
  return {
    title: isNew ? 'Add a rule' : 'Change the rule',
    action,
    submit: 'Go on',
    intro: 'Nothing is saved yet: the next step shows what the rule would have done with the last 7 days.',
    fields: [
      {
        ...{ is: 'list', name: 'on', label: 'Which events', hint: 'call.* is everything about calls, * everything' },
        choices: withChosen(typeChoices, values.on),
        value: values.on ?? [],
      },
      {
        ...{ is: 'select', name: 'do', label: 'What to do with them' },
        choices: [choice('Post them here', undefined, 'post'), choice('Ignore them', undefined, 'ignore')],
        value: values.do?.length ? values.do : ['post'],
      },
      {
        ...{ is: 'select', name: 'kind', label: 'Only calls of this kind', optional: true },
        choices: withChosen(
          callKinds.map(kind => choice(kind)),
          values.kind,
        ),
        value: values.kind ?? [],
      },
      {
        ...{ is: 'select', name: 'outcome', label: 'Only calls that were', optional: true, many: true },
        choices: withChosen(
          callOutcomes.map(outcome => choice(outcome)),
          values.outcome,
        ),
        value: values.outcome ?? [],
      },
      {
        ...{ is: 'text', name: 'if', label: 'Only when (for experts, a CEL condition)', optional: true, lines: 'many' },
        ...{ hint: 'call.caller.name == "Ada" && session.people.size() > 2', most: maxCharacters },
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
    title: 'Narrow the rule',
    action,
    submit: 'Go on',
    fields: [
      line('longer', 'Only when it took longer than', '10m', values),
      line('shorter', 'Only when it took less than', '90s', values),
      line('who', 'Only from or with', 'A name or an id', values, mostName),
      {
        ...{ is: 'one', name: 'source', label: 'Only from this source', optional: true },
        hint: short(`There are ${sources.join(', ')}`, 100),
        choices: withChosen(sources.map(sourceChoice), values.source, Infinity),
        value: values.source ?? [],
      },
    ],
  };
}

/** `templates` are the names of those that there are, the likeliest first. */
export function moreForm(action: string, values: Values, templates: readonly string[]): Form {
  return {
    title: 'More about the rule',
    action,
    submit: 'Go on',
    fields: [
      {
        ...{ is: 'one', name: 'template', label: 'Template', optional: true },
        hint: short(`Empty is the event type's own. There are ${templates.join(', ')}`, 100),
        choices: withChosen(templates.map(templateChoice), values.template, Infinity),
        value: values.template ?? [],
      },
      line('mention', 'Mention', '@here, <@U0123> for a person; several with spaces between', values),
      {
        ...{ is: 'select', name: 'show', label: 'Show it as', optional: true },
        choices: [
          choice('A message of its own', undefined, 'post'),
          choice("In its session's thread", undefined, 'thread'),
          choice("On its session's card, kept up to date", undefined, 'card'),
        ],
        value: values.show ?? [],
      },
      {
        ...{ is: 'select', name: 'pace', label: 'When it is told', optional: true, many: true },
        choices: withChosen(
          [
            choice('Urgent: also in quiet hours', undefined, 'urgent'),
            ...['10m', '1h', '1d'].map(every => choice(`Gathered, every ${every}`, undefined, digestValue + every)),
          ],
          values.pace,
        ),
        value: values.pace ?? [],
      },
      line('escalate', 'Escalate when nobody takes it', '10m @here: after how long, and to whom', values),
    ],
  };
}

/** Those of many types; with all of them there were more than 100 choices. */
const families = [...Map.groupBy(eventTypeNames, type => type.slice(0, type.indexOf('.')))].flatMap(([family, its]) =>
  its.length > 5 ? [family] : [],
);

const typeChoices: readonly Choice[] = [
  choice('*', 'every event'),
  ...families.map(family => choice(`${family}.*`, `everything about ${family}`)),
  ...eventTypeNames.map(type => choice(type, eventTypes[type].meaning)),
];

function choice(label: string, meaning?: string, value = label): Choice {
  return { label, value, ...(meaning && { description: short(meaning) }) };
}

const sourceChoice = (name: string): Choice => choice(short(name), undefined, name);

const templateChoice = (name: string): Choice => choice(short(name), findEventType(name)?.meaning, name);

/** What is chosen stays on offer even where it is none of the usual. */
function withChosen(choices: readonly Choice[], chosen: readonly string[] = [], most = 100): readonly Choice[] {
  const others = chosen.filter(value => !choices.some(each => each.value === value));
  return [...others.map(value => choice(short(value), undefined, value)), ...choices].slice(0, most);
}

function line(name: string, label: string, hint: string, values: Values, most = 300): Field {
  return { is: 'text', name, label, hint, optional: true, most, ...text(values[name]) };
}

function text(value: readonly string[] = []): { value?: string } {
  const [first] = value;
  return first === undefined ? {} : { value: first };
}
