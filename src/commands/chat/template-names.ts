/** Which templates there are for a channel, and which events each tells of. */
import { fieldsOfPart } from '../../events/fields.ts';
import { eventTypeNames, findEventType } from '../../events/types.ts';
import { templateNameFor } from '../../messages/builtins.ts';
import { templateFields } from '../../messages/context.ts';
import type { Templates } from '../../messages/scoped.ts';
import { expandGlob, patternsOf } from '../../rules/glob.ts';
import type { Rule } from '../../rules/rule.ts';

/** As the names of callboard.yaml, and short enough for an action to hold it, also within one of the App Home. */
export const nameForm = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,35}$/;

/** The names that these rules tell with, the first rule's first, without any twice. */
export function namesUsed(rules: readonly Rule[]): string[] {
  const telling = rules.filter(rule => rule.do === 'notify' && !rule.paused);
  return [...new Set(telling.flatMap(rule => (rule.template === undefined ? typesOf(rule) : [rule.template])))];
}

/** Every name there is a template or an event type of. */
export function allNames(templates: Templates): string[] {
  return [...new Set([...templates.keys(), ...eventTypeNames])].sort();
}

/** The event types that a template tells of: those that fall to it, and those of rules that name it. */
export function typesTold(name: string, templates: Templates, rules: readonly Rule[]): string[] {
  const byRules = rules.filter(rule => rule.template === name).flatMap(typesOf);
  const byName = eventTypeNames.filter(type => type === name || templateNameFor(templates, type) === name);
  return [...new Set([...byRules, ...byName])];
}

const typesOf = (rule: Rule) => patternsOf(rule).flatMap(expandGlob);

const always = ['trigger', 'meaning', 'time', 'source'];

/** The fields that a template of these types can write, the most telling first: paths such as `call.caller.name`. */
export function fieldsOnOffer(types: readonly string[]): string[] {
  const parts = new Set(types.flatMap(type => findEventType(type)?.parts ?? []));
  const ofParts = [...parts].flatMap(fieldsOfPart);
  const ofSession = templateFields.filter(({ path }) => path.startsWith('session.'));
  const writable = [...ofParts, ...ofSession].filter(({ kind, path }) => kind !== 'object' && !path.includes('[]'));
  return [...new Set([...writable.map(({ path }) => path), ...always])];
}
