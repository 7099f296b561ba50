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

/** Reads the main form: event types, action, call kind, outcome and CEL. */
export function readMain(values: FieldValues, { if: condition, ...rule }: Partial<RuleBody>): FormResult {
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

/** Checks the CEL on its own, so that a character position is one in its field. */
function checkCel(cel: string): { if?: string } {
  const compiled = compile(cel);
  const [problem] = compiled.ok ? [] : compiled.problems;
  if (!problem) return {};
  const { message, position: offset, suggestion } = problem;
  return { if: formatProblem({ path: [], message, offset, ...(suggestion !== undefined && { suggestion }) }) };
}

/** Reads the filters form: duration, person and source. `sources` are those whose events the channel may receive. */
export function readNarrow(
  values: FieldValues,
  { if: condition, ...rule }: RuleBody,
  sources: readonly string[],
): FormResult {
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

/** Reads the options form: template and mentions. Fields that the form doesn't offer stay as they are in the rule. */
export function readMore(values: FieldValues, rule: RuleBody, channel: string): FormResult {
  const { template: _template, mention: _mention, ...others } = rule;
  const text = (name: string) => values[name]?.[0]?.trim() ?? '';
  const words = (name: string) => readWords(text(name)).map(word => word.text);
  const options = {
    ...(text('template') && { template: text('template') }),
    ...(text('mention') && { mention: words('mention').map(one => readMention(channel, one)) }),
  };
  return { rule: { ...others, ...options }, problems: {} };
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

function conditionOf(simple: SimpleCondition): { if?: string } {
  const condition = buildCondition(simple);
  return condition === undefined ? {} : { if: condition };
}

function one(value: string | undefined): readonly string[] {
  return value === undefined ? [] : [value];
}
