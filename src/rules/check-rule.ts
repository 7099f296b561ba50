/** Checks a rule before it is saved: lists every problem, with suggestions. */

import { nearest } from '../did-you-mean.ts';
import { eventTypeNames } from '../events/types.ts';
import { cutText } from '../util/text/cut.ts';
import { compile } from './condition/condition.ts';
import { expandGlob, namesOther, patternsOf } from './glob.ts';
import type { Problem } from './problem.ts';
import { type RuleBody, ruleSchema } from './rule.ts';
import { parseWithProblems, suggest } from './schema-problems.ts';

interface RuleCheck {
  /** The names of all templates. */
  templates: readonly string[];
  /** The platform's own check (PlatformDescriptor). */
  checkMention(mention: string): { ok: true } | { ok: false; problem: string };
}

export type CheckedRule = { ok: true; rule: RuleBody } | { ok: false; problems: Problem[] };

/** Checks any input as a rule. Never throws. */
export function checkRule(input: unknown, checks: RuleCheck): CheckedRule {
  const problems: Problem[] = [];
  const rule = parseWithProblems(ruleSchema, input, [], problems);
  const fields = rule ?? validFields(input);
  problems.push(
    ...checkTypes(fields.on),
    ...checkCondition(fields.if),
    ...checkTemplate(fields.template, checks.templates),
    ...checkMentions(fields.mention, ['mention'], checks),
    ...checkMentions(fields.escalate?.mention, ['escalate', 'mention'], checks),
  );
  return rule !== null && problems.length === 0 ? { ok: true, rule: withoutDuplicates(rule) } : { ok: false, problems };
}

/** Removes duplicate types from `on`. */
function withoutDuplicates(rule: RuleBody): RuleBody {
  return typeof rule.on === 'string' ? rule : { ...rule, on: [...new Set(rule.on)] };
}

/** The valid fields of an invalid rule, so that all of its problems are listed at once. */
function validFields(input: unknown): Partial<RuleBody> {
  if (typeof input !== 'object' || input === null) return {};
  const fields = Object.entries(input).filter(
    ([name, value]) =>
      Object.hasOwn(ruleSchema.shape, name) &&
      ruleSchema.shape[name as keyof typeof ruleSchema.shape].safeParse(value).success,
  );
  return Object.fromEntries(fields);
}

function checkTypes(on: RuleBody['on'] = []): Problem[] {
  return patternsOf({ on }).flatMap((pattern, at) => {
    if (expandGlob(pattern).length > 0 || namesOther(pattern)) return [];
    const path = typeof on === 'string' ? ['on'] : ['on', at];
    const name = cutText(pattern, 60);
    const message = pattern.includes('*') ? `No event type matches "${name}"` : `Unknown event type "${name}"`;
    return [{ path, message, ...suggest(suggestType(pattern)) }];
  });
}

/** The suggestion for an unknown type. Unknown triggers are lower case in types: `other.MyTrigger` means `other.mytrigger`. */
function suggestType(pattern: string): string | null {
  const lower = pattern.toLowerCase();
  if (namesOther(lower)) return lower;
  return typeEnding(lower) ?? typeInWords(lower) ?? nearest(pattern, [...families, ...eventTypeNames]);
}

/** The type with this ending: `missed` gives `call.missed`. Several such types give a glob: `*.ready`. */
function typeEnding(word: string): string | null {
  if (!/^[a-z_]+$/.test(word)) return null;
  const glob = `*.${word}`;
  const [only, second] = expandGlob(glob);
  return second === undefined ? (only ?? null) : glob;
}

/** The type of these words in any order: `missed calls` gives `call.missed`. */
function typeInWords(text: string): string | null {
  const words = wordsOf(text);
  return (words.length > 1 && eventTypeNames.find(type => sameWords(wordsOf(type), words))) || null;
}

const wordsOf = (text: string) => text.split(/[ ._-]+/).map(word => word.replace(/s$/, ''));

const sameWords = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every(word => other.includes(word));

/** `call.*`, `recording.*`, …: suggestions for a mistyped glob. */
const families = [...new Set(eventTypeNames.map(type => `${type.slice(0, type.indexOf('.'))}.*`))];

function checkCondition(expression: string | undefined): Problem[] {
  if (expression === undefined) return [];
  const compiled = compile(expression);
  if (compiled.ok) return [];
  return compiled.problems.map(({ message, position, suggestion }) => ({
    path: ['if'],
    message,
    offset: position,
    ...suggest(suggestion ?? null),
  }));
}

function checkTemplate(template: string | undefined, templates: readonly string[]): Problem[] {
  if (template === undefined || templates.includes(template)) return [];
  const message = `"${cutText(template, 60)}" doesn't exist`;
  return [{ path: ['template'], message, ...suggest(nearest(template, templates)) }];
}

function checkMentions(mentions: readonly string[] = [], path: readonly string[], checks: RuleCheck): Problem[] {
  return mentions.flatMap((mention, at) => {
    const checked = checks.checkMention(mention);
    return checked.ok ? [] : [{ path: [...path, at], message: checked.problem }];
  });
}
