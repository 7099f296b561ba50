/** The fields of a rule's forms: what stands in them for a rule, and the rule that what stands in them says. */

import { nearest } from '../../../did-you-mean.ts';
import { compile } from '../../../rules/condition/condition.ts';
import { patternsOf } from '../../../rules/glob.ts';
import { formatProblem } from '../../../rules/problem.ts';
import type { RuleBody } from '../../../rules/rule.ts';
import { suggest } from '../../../rules/schema-problems.ts';
import { readSeconds, writeSeconds } from '../../../util/duration.ts';
import { readMention, showMention } from '../../shared/typed-mentions.ts';
import { readWords } from '../line/tokenize.ts';
import { buildCondition, parseCondition, type SimpleCondition } from './condition-builder.ts';

/** What stands in a form's fields, by name; an empty one has none. */
export type Values = Readonly<Record<string, readonly string[]>>;

/** What a form makes of a rule, of whatever shape, and what is wrong with its fields. */
export interface ReadRule {
  rule: Record<string, unknown>;
  problems: Record<string, string>;
}

export function valuesOf(rule: RuleBody): Values {
  const { kind, outcomes = [], longer, shorter, who, source, cel } = parseCondition(rule.if);
  const { template, mention = [] } = rule;
  return {
    on: patternsOf(rule),
    do: [rule.do],
    kind: one(kind),
    outcome: outcomes,
    if: one(cel),
    longer: one(longer === undefined ? undefined : writeSeconds(longer)),
    shorter: one(shorter === undefined ? undefined : writeSeconds(shorter)),
    who: one(who),
    source: one(source),
    template: one(template),
    mention: one(mention.map(showMention).join(' ') || undefined),
  };
}

/** Types, what to do with them, kind, outcome and CEL. */
export function readMain(values: Values, { if: condition, ...rule }: Partial<RuleBody>): ReadRule {
  const { longer, shorter, who, source } = parseCondition(condition);
  const [kind] = values.kind ?? [];
  const [cel] = values.if ?? [];
  const simple: SimpleCondition = {
    ...(kind && { kind }),
    outcomes: values.outcome ?? [],
    ...(longer !== undefined && { longer }),
    ...(shorter !== undefined && { shorter }),
    ...(who !== undefined && { who }),
    ...(source !== undefined && { source }),
    ...(cel?.trim() && { cel: cel.trim() }),
  };
  const types = values.on ?? [];
  const on = types.length === 1 ? types[0] : [...types];
  const problems = {
    ...(types.length === 0 && { on: 'Select at least one event' }),
    ...(cel?.trim() && checkCel(cel.trim())),
  };
  return { rule: { ...rule, on, do: values.do?.[0] ?? 'post', ...conditionOf(simple) }, problems };
}

/** By itself, so that a place in it is one in its field. */
function checkCel(cel: string): { if?: string } {
  const compiled = compile(cel);
  const [problem] = compiled.ok ? [] : compiled.problems;
  if (!problem) return {};
  const { message, position: offset, suggestion } = problem;
  return { if: formatProblem({ path: [], message, offset, ...(suggestion !== undefined && { suggestion }) }) };
}

/** How long, who, and which of the `sources` that the channel may hear of. */
export function readNarrow(values: Values, { if: condition, ...rule }: RuleBody, sources: readonly string[]): ReadRule {
  const { kind, outcomes, cel } = parseCondition(condition);
  const problems: Record<string, string> = {};
  const seconds = (name: 'longer' | 'shorter') => {
    const [text] = values[name] ?? [];
    if (!text?.trim()) return {};
    const read = readSeconds(text);
    if (read === null) problems[name] = 'Use a duration like 90s, 10m or 2h';
    return { [name]: read ?? 0 };
  };
  const [who] = values.who ?? [];
  const source = values.source?.[0]?.trim();
  if (source && !sources.includes(source)) {
    const message = `There’s no source “${source.slice(0, 60)}”`;
    problems.source = formatProblem({ path: [], message, ...suggest(nearest(source, sources)) });
  }
  const simple: SimpleCondition = {
    ...(kind && { kind }),
    ...(outcomes && { outcomes }),
    ...seconds('longer'),
    ...seconds('shorter'),
    ...(who?.trim() && { who: who.trim() }),
    ...(source && { source }),
    ...(cel && { cel }),
  };
  return { rule: { ...rule, ...conditionOf(simple) }, problems };
}

/** Template and mentions, each from its own field; what the form doesn't offer stays as it is in the rule. */
export function readMore(values: Values, rule: RuleBody, channel: string): ReadRule {
  const { template: _template, mention: _mention, ...kept } = rule;
  const text = (name: string) => values[name]?.[0]?.trim() ?? '';
  const words = (name: string) => readWords(text(name)).map(word => word.text);
  const more = {
    ...(text('template') && { template: text('template') }),
    ...(text('mention') && { mention: words('mention').map(one => readMention(channel, one)) }),
  };
  return { rule: { ...kept, ...more }, problems: {} };
}

/** The first problem of each field, as a sentence. */
export function byField(problems: readonly { path: readonly (string | number)[]; message: string }[]) {
  const fields: Record<string, string> = {};
  for (const { path, message } of problems) {
    const name = String(path[0] ?? 'on');
    fields[name] ??= message;
  }
  return fields;
}

function conditionOf(simple: SimpleCondition): { if?: string } {
  const condition = buildCondition(simple);
  return condition === undefined ? {} : { if: condition };
}

function one(value: string | undefined): readonly string[] {
  return value === undefined ? [] : [value];
}
