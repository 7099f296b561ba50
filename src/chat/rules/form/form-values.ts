/** Converts a rule to the values of its forms' fields and back. */

import { nearest } from '../../../did-you-mean.ts';
import { showMention } from '../../../operations/describe-rule.ts';
import { compile } from '../../../rules/condition/condition.ts';
import { patternsOf } from '../../../rules/glob.ts';
import { formatProblem } from '../../../rules/problem.ts';
import type { RuleBody } from '../../../rules/rule.ts';
import { suggest } from '../../../rules/schema-problems.ts';
import { readSeconds, writeSeconds } from '../../../util/duration.ts';
import { readMention } from '../../shared/typed-mentions.ts';
import { readWords } from '../line/tokenize.ts';
import { buildCondition, parseCondition, type SimpleCondition } from './condition-builder.ts';

/** The values of a form's fields, by field name; none for an empty field. */
export type FieldValues = Readonly<Record<string, readonly string[]>>;

/** A rule read from a form, not validated yet, and the problems by field name. */
export interface FormResult {
  rule: Record<string, unknown>;
  problems: Record<string, string>;
}

/** The values of all form fields for a rule. */
export function valuesOf(rule: RuleBody): FieldValues {
  const { kind, outcomes = [], longer, shorter, who, source, cel } = parseCondition(rule.if, patternsOf(rule));
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

/**
 * Reads a rule. `base` has the rule's other fields, and the mentions and the template unless the values have them. `sources`
 * are those whose events the channel may receive.
 */
export function readRule(
  values: FieldValues,
  { if: _condition, ...base }: RuleBody,
  { sources, channel }: { sources: readonly string[]; channel: string },
): FormResult {
  const text = (name: string) => values[name]?.[0]?.trim() ?? '';
  const types = values.on ?? [];
  const on = types.length === 1 ? types[0] : [...types];
  const { simple, problems } = readSimpleCondition(values, text, sources);
  const condition = buildCondition(simple, types);
  const { template, mention, ...others } = base;
  const mentions = readWords(text('mention')).map(word => readMention(channel, word.text));
  const rule = {
    ...others,
    on,
    do: values.do?.[0] ?? 'post',
    ...(condition !== undefined && { if: condition }),
    ...(values.template ? text('template') && { template: text('template') } : template && { template }),
    ...(values.mention ? mentions.length > 0 && { mention: mentions } : mention && { mention }),
  };
  return { rule, problems: { ...(types.length === 0 && { on: 'Select at least one event' }), ...problems } };
}

function readSimpleCondition(
  values: FieldValues,
  text: (name: string) => string,
  sources: readonly string[],
): { simple: SimpleCondition; problems: Record<string, string> } {
  const [kind] = values.kind ?? [];
  const problems: Record<string, string> = checkCel(text('if'));
  const seconds = (name: 'longer' | 'shorter') => {
    if (text(name) === '') return {};
    const read = readSeconds(text(name));
    if (read === null) problems[name] = 'Use a duration like 90s, 10m or 2h';
    return { [name]: read ?? 0 };
  };
  const source = text('source');
  if (source && !sources.includes(source)) {
    const message = `There’s no source “${source.slice(0, 60)}”`;
    problems.source = formatProblem({ path: [], message, ...suggest(nearest(source, sources)) });
  }
  const simple: SimpleCondition = {
    ...(kind && { kind }),
    outcomes: values.outcome ?? [],
    ...seconds('longer'),
    ...seconds('shorter'),
    ...(text('who') && { who: text('who') }),
    ...(source && { source }),
    ...(text('if') && { cel: text('if') }),
  };
  return { simple, problems };
}

/** Checks the CEL on its own, so that a character position is one in its field. */
function checkCel(cel: string): Record<string, string> {
  if (cel === '') return {};
  const compiled = compile(cel);
  const [problem] = compiled.ok ? [] : compiled.problems;
  if (!problem) return {};
  const { message, position: offset, suggestion } = problem;
  return { if: formatProblem({ path: [], message, offset, ...(suggestion !== undefined && { suggestion }) }) };
}

/** The first problem of each field. */
export function byField(problems: readonly { path: readonly (string | number)[]; message: string }[]) {
  const fields: Record<string, string> = {};
  for (const { path, message } of problems) {
    const name = String(path[0] ?? 'on');
    fields[name] ??= message;
  }
  return fields;
}

function one(value: string | undefined): readonly string[] {
  return value === undefined ? [] : [value];
}
