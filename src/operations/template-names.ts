/** Which templates there are for a channel, and which events each tells of. */
import { fieldsOfPart } from '../events/fields.ts';
import { eventTypeNames, findEventType } from '../events/types.ts';
import { templateNameFor } from '../messages/template/built-in-templates.ts';
import { templateFields } from '../messages/template/template-context.ts';
import type { Templates } from '../messages/template/template-scopes.ts';
import { expandGlob, patternsOf } from '../rules/glob.ts';
import type { Rule, RuleBody } from '../rules/rule.ts';

/** What a new name may be. In callboard.yaml there are no such bounds. */
export const nameForm = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,59}$/;

/** The names that these rules tell with, the first rule's first, without any twice. */
export function usedNames(rules: readonly Rule[]): string[] {
  const telling = rules.filter(rule => rule.do === 'post' && !rule.paused);
  return [...new Set(telling.flatMap(rule => (rule.template === undefined ? typesOf(rule) : [rule.template])))];
}

/** Every name there is a template or an event type of. */
export function allNames(templates: Templates): string[] {
  return [...new Set([...templates.keys(), ...eventTypeNames])].sort();
}

/** The event types that a template tells of: those that fall to it, and those of rules that name it. */
export function typesOfTemplate(name: string, templates: Templates, rules: readonly RuleBody[]): string[] {
  const byRules = rules.filter(rule => rule.template === name).flatMap(typesOf);
  const byName = eventTypeNames.filter(type => type === name || templateNameFor(templates, type) === name);
  return [...new Set([...byRules, ...byName])];
}

/**
 * The templates that a rule may name, the likeliest first: those that tell of its types, those that somebody made, then
 * all others that Callboard comes with.
 */
export function suggestedNames(rule: Pick<RuleBody, 'on'>, templates: Templates, builtins: Templates): string[] {
  const own = typesOf(rule).map(type => templateNameFor(templates, type));
  return [...new Set([...own, ...customizedNames(templates, builtins), ...[...templates.keys()].sort()])];
}

/** Those that people made or changed. */
export function customizedNames(templates: Templates, builtins: Templates): string[] {
  return [...templates.keys()].filter(name => templates.get(name) !== builtins.get(name)).sort();
}

/** Where a rule names a template that its channel has not: what is used instead. */
export function warnOfMissingTemplate(
  { template, do: what }: Pick<RuleBody, 'template' | 'do'>,
  templates: Templates,
  where: 'here' | 'there',
): string[] {
  if (template === undefined || what === 'ignore' || templates.has(template)) return [];
  return [`Template ${template} doesn’t exist ${where}, so the event’s own template is used.`];
}

const typesOf = (rule: Pick<RuleBody, 'on'>) => patternsOf(rule).flatMap(expandGlob);

const always = ['trigger', 'meaning', 'time', 'source'];

/** The fields that a template of these types can write, the most telling first: paths such as `call.caller.name`. */
export function suggestedFields(types: readonly string[]): string[] {
  const parts = new Set(types.flatMap(type => findEventType(type)?.parts ?? []));
  const ofParts = [...parts].flatMap(fieldsOfPart);
  const ofSession = templateFields.filter(({ path }) => path.startsWith('session.'));
  const writable = [...ofParts, ...ofSession].filter(({ kind, path }) => kind !== 'object' && !path.includes('[]'));
  return [...new Set([...writable.map(({ path }) => path), ...always])];
}
