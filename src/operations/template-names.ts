/** The names of the templates that a channel can use, and the event types that each renders. */
import { type Field, fieldsOfPart } from '../events/fields.ts';
import { eventTypeNames, findEventType } from '../events/types.ts';
import { templateNameFor } from '../messages/template/built-in-templates.ts';
import { templateFields } from '../messages/template/template-context.ts';
import type { Templates } from '../messages/template/template-scopes.ts';
import { expandGlob, patternsOf } from '../rules/glob.ts';
import type { Rule, RuleBody } from '../rules/rule.ts';

/** Valid names of new templates. callboard.yaml allows longer ones. */
export const templateNamePattern = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,59}$/;

/** The templates that these rules post with, in the order of the rules, without duplicates. */
export function usedNames(rules: readonly Rule[]): string[] {
  const posting = rules.filter(rule => rule.do === 'post' && !rule.paused);
  return [...new Set(posting.flatMap(rule => (rule.template === undefined ? typesOf(rule) : [rule.template])))];
}

/** All names of templates and event types. */
export function allNames(templates: Templates): string[] {
  return [...new Set([...templates.keys(), ...eventTypeNames])].sort();
}

/** The event types that a template renders: those it is the default for, and those of rules that name it. */
export function typesOfTemplate(name: string, templates: Templates, rules: readonly RuleBody[]): string[] {
  const byRules = rules.filter(rule => rule.template === name).flatMap(typesOf);
  const byName = eventTypeNames.filter(type => type === name || templateNameFor(templates, type) === name);
  return [...new Set([...byRules, ...byName])];
}

/** The templates that a rule may name, likeliest first: those of its types, customized ones, then the other built-in ones. */
export function suggestedNames(rule: Pick<RuleBody, 'on'>, templates: Templates, builtins: Templates): string[] {
  const own = typesOf(rule).map(type => templateNameFor(templates, type));
  return [...new Set([...own, ...customizedNames(templates, builtins), ...[...templates.keys()].sort()])];
}

/** The templates that people created or changed. */
export function customizedNames(templates: Templates, builtins: Templates): string[] {
  return [...templates.keys()].filter(name => templates.get(name) !== builtins.get(name)).sort();
}

/** Warns of a rule that names a template its channel doesn't have. */
export function warnOfMissingTemplate(
  { template, do: action }: Pick<RuleBody, 'template' | 'do'>,
  templates: Templates,
  where: 'here' | 'there',
): string[] {
  if (template === undefined || action === 'ignore' || templates.has(template)) return [];
  return [`Template ${template} doesn’t exist ${where}, so the event’s own template is used.`];
}

const typesOf = (rule: Pick<RuleBody, 'on'>) => patternsOf(rule).flatMap(expandGlob);

const always = ['trigger', 'meaning', 'time', 'source'].map(path => ({ path, kind: 'text' }) as const);

/** The fields that a template of these types can use, most useful first. */
export function suggestedFields(types: readonly string[]): Field[] {
  const parts = new Set(types.flatMap(type => findEventType(type)?.parts ?? []));
  const ofParts = [...parts].flatMap(fieldsOfPart);
  const ofSession = templateFields.filter(({ path }) => path.startsWith('session.'));
  const writable = [...ofParts, ...ofSession].filter(({ kind, path }) => kind !== 'object' && !path.includes('[]'));
  return [...new Map([...writable, ...always].map(field => [field.path, field])).values()];
}
