/** The check of a rule before it is saved: everything that is wrong, and what was meant. */

import { nearest } from '../did-you-mean.ts';
import { eventTypeNames } from '../events/types.ts';
import { cutText } from '../util/cut.ts';
import { compile } from './condition/condition.ts';
import { expandGlob, namesOther, patternsOf } from './glob.ts';
import type { Problem } from './problem.ts';
import { type RuleBody, ruleSchema } from './rule.ts';
import { parseWithProblems, suggest } from './schema-problems.ts';

export interface RuleCheck {
  /** The names of all templates. */
  templates: readonly string[];
  /** The platform's own check (PlatformDescriptor). */
  checkMention(mention: string): { ok: true } | { ok: false; problem: string };
}

export type CheckedRule = { ok: true; rule: RuleBody } | { ok: false; problems: Problem[] };

/** Checks a rule as somebody wrote it, of whatever shape. Never throws. */
export function checkRule(input: unknown, checks: RuleCheck): CheckedRule {
  const problems: Problem[] = [];
  const rule = parseWithProblems(ruleSchema, input, [], problems);
  const sound = rule ?? soundFields(input);
  problems.push(
    ...checkTypes(sound.on),
    ...checkCondition(sound.if),
    ...checkTemplate(sound.template, checks.templates),
    ...checkMentions(sound.mention, ['mention'], checks),
    ...checkMentions(sound.escalate?.mention, ['escalate', 'mention'], checks),
  );
  return rule !== null && problems.length === 0 ? { ok: true, rule: withoutTwice(rule) } : { ok: false, problems };
}

/** What `on` names twice it takes once. */
function withoutTwice(rule: RuleBody): RuleBody {
  return typeof rule.on === 'string' ? rule : { ...rule, on: [...new Set(rule.on)] };
}

/** Of a misshapen rule what is well shaped, so that all of its problems are told at once. */
function soundFields(input: unknown): Partial<RuleBody> {
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
    return [{ path, message, ...suggest(meantBy(pattern)) }];
  });
}

/** A type that nobody knows is written as triggers are: `other.MyTrigger` means `other.mytrigger`. */
function meantBy(pattern: string): string | null {
  const lower = pattern.toLowerCase();
  if (namesOther(lower)) return lower;
  return typeEnding(lower) ?? nearest(pattern, [...families, ...eventTypeNames]);
}

/** `missed` is how `call.missed` ends; where several types end so, it is a glob for all of them: `*.ready`. */
function typeEnding(word: string): string | null {
  if (!/^[a-z_]+$/.test(word)) return null;
  const glob = `*.${word}`;
  const [only, second] = expandGlob(glob);
  return second === undefined ? (only ?? null) : glob;
}

/** `call.*`, `recording.*`, …: what a mistyped glob may have meant. */
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
  const message = `Template "${cutText(template, 60)}" doesn't exist`;
  return [{ path: ['template'], message, ...suggest(nearest(template, templates)) }];
}

function checkMentions(mentions: readonly string[] = [], path: readonly string[], checks: RuleCheck): Problem[] {
  return mentions.flatMap((mention, at) => {
    const checked = checks.checkMention(mention);
    return checked.ok ? [] : [{ path: [...path, at], message: checked.problem }];
  });
}
