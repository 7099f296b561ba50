/** The forms that a rule is made with: the main one, and two for what few need. */
import { callKinds, callOutcomes } from '../../events/event.ts';
import { eventTypeNames, eventTypes } from '../../events/types.ts';
import type { Choice, Field, Form } from '../../platforms/chat.ts';
import type { Values } from './rule-fields.ts';
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
        choices: [choice('notify', 'Post them here'), choice('ignore', 'Ignore them')],
        value: values.do?.length ? values.do : ['notify'],
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
        ...{ is: 'text', name: 'if', label: 'Only when (a CEL condition)', optional: true, lines: 'many' },
        ...{ hint: 'call.caller.name == "Ada" && session.people.size() > 2', most: 2000 },
        ...text(values.if),
      },
    ],
  };
}

/** `sources` are those that the channel may hear of. */
export function narrowForm(action: string, values: Values, sources: readonly string[]): Form {
  const some = sources.slice(0, 20).map(name => choice(short(name), undefined, name));
  return {
    title: 'Narrow the rule',
    action,
    submit: 'Go on',
    fields: [
      line('longer', 'Only when it took longer than', '10m', values),
      line('shorter', 'Only when it took less than', '90s', values),
      line('who', 'Only from or with', 'A name or an id', values),
      {
        ...{ is: 'select', name: 'source', label: 'Only from this source', optional: true },
        choices: withChosen(some, values.source),
        value: values.source ?? [],
      },
    ],
  };
}

export function moreForm(action: string, values: Values): Form {
  return {
    title: 'More about the rule',
    action,
    submit: 'Go on',
    fields: [
      line('template', 'Template', "Its name; empty is the event type's own", values),
      line('mention', 'Mention', '@here, <@U0123> for a person; several with spaces between', values),
      {
        ...{ is: 'select', name: 'show', label: 'Show it as', optional: true },
        choices: [
          choice('post', 'A message of its own'),
          choice('thread', "In its session's thread"),
          choice('card', "On its session's card, kept up to date"),
        ],
        value: values.show ?? [],
      },
      {
        ...{ is: 'select', name: 'pace', label: 'When', optional: true, many: true },
        choices: withChosen(
          [
            choice('Urgent: also in quiet hours', undefined, 'urgent'),
            ...['10m', '1h', '1d'].map(every => choice(`Gathered, every ${every}`, undefined, `digest ${every}`)),
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

/** What is chosen stays on offer even where it is none of the usual. */
function withChosen(choices: readonly Choice[], chosen: readonly string[] = []): readonly Choice[] {
  const others = chosen.filter(value => !choices.some(each => each.value === value));
  return [...others.map(value => choice(short(value), undefined, value)), ...choices].slice(0, 100);
}

function line(name: string, label: string, hint: string, values: Values): Field {
  return { is: 'text', name, label, hint, optional: true, most: 300, ...text(values[name]) };
}

function text(value: readonly string[] = []): { value?: string } {
  const [first] = value;
  return first === undefined ? {} : { value: first };
}
