/** The fields of a rule's forms: what stands in them for a rule, and the rule that what stands in them says. */
import { compile } from '../../rules/condition.ts';
import { patternsOf } from '../../rules/glob.ts';
import { formatProblem } from '../../rules/problem.ts';
import type { RuleBody } from '../../rules/rule.ts';
import { readSeconds, writeSeconds } from './duration.ts';
import { readMention, showMention } from './mention.ts';
import { parseRuleLine } from './rule-line.ts';
import { readSimple, type SimpleCondition, writeSimple } from './simple-condition.ts';

/** What stands in a form's fields, by name; an empty one has none. */
export type Values = Readonly<Record<string, readonly string[]>>;

/** What a form makes of a rule, of whatever shape, and what is wrong with its fields. */
export interface ReadRule {
  rule: Record<string, unknown>;
  problems: Record<string, string>;
}

export function valuesOf(rule: RuleBody): Values {
  const { kind, outcomes = [], longer, shorter, who, source, cel } = readSimple(rule.if);
  const { template, mention = [], show, urgent, digest, escalate } = rule;
  const escalation = escalate && [escalate.after, ...(escalate.mention ?? []).map(showMention)].join(' ');
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
    show: one(show),
    pace: [...(urgent ? ['urgent'] : []), ...(digest === undefined ? [] : [`digest ${digest}`])],
    escalate: one(escalation),
  };
}

/** Types, what to do with them, kind, outcome and CEL. */
export function readMain(values: Values, { if: condition, ...rule }: Partial<RuleBody>): ReadRule {
  const { longer, shorter, who, source } = readSimple(condition);
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
    ...(types.length === 0 && { on: 'choose at least one' }),
    ...(cel?.trim() && checkCel(cel.trim())),
  };
  return { rule: { ...rule, on, do: values.do?.[0] ?? 'notify', ...conditionOf(simple) }, problems };
}

/** By itself, so that a place in it is one in its field. */
function checkCel(cel: string): { if?: string } {
  const compiled = compile(cel);
  const [problem] = compiled.ok ? [] : compiled.problems;
  if (!problem) return {};
  const { message, position: offset, suggestion } = problem;
  return { if: formatProblem({ path: [], message, offset, ...(suggestion !== undefined && { suggestion }) }) };
}

/** How long, who, and which source. */
export function readNarrow(values: Values, { if: condition, ...rule }: RuleBody): ReadRule {
  const { kind, outcomes, cel } = readSimple(condition);
  const problems: Record<string, string> = {};
  const seconds = (name: 'longer' | 'shorter') => {
    const [text] = values[name] ?? [];
    if (!text?.trim()) return {};
    const read = readSeconds(text);
    if (read === null) problems[name] = 'write how long as 90s, 10m or 2h';
    return { [name]: read ?? 0 };
  };
  const [who] = values.who ?? [];
  const [source] = values.source ?? [];
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

/** Template, mention, show, when, and escalation: read as they are typed in a line. */
export function readMore(values: Values, rule: RuleBody, channel: string): ReadRule {
  const { template: _t, mention: _m, show: _s, urgent: _u, digest: _d, escalate: _e, ...kept } = rule;
  const text = (name: string) => values[name]?.[0]?.trim() ?? '';
  const line = [
    '*',
    ...['template', 'mention', 'show', 'escalate'].flatMap(name => (text(name) ? [name, text(name)] : [])),
    ...(values.pace ?? []),
  ].join(' ');
  const { rule: read, problems } = parseRuleLine(line, typed => readMention(channel, typed));
  const { on: _on, ...more } = read;
  return { rule: { ...kept, ...more }, problems: byField(problems) };
}

/** The first problem of each field, as a sentence. */
export function byField(problems: readonly { path: readonly (string | number)[]; message: string }[]) {
  const fields: Record<string, string> = {};
  for (const { path, message } of problems) {
    const name = path[0] === 'urgent' || path[0] === 'digest' ? 'pace' : String(path[0] ?? 'on');
    fields[name] ??= message;
  }
  return fields;
}

function conditionOf(simple: SimpleCondition): { if?: string } {
  const condition = writeSimple(simple);
  return condition === undefined ? {} : { if: condition };
}

function one(value: string | undefined): readonly string[] {
  return value === undefined ? [] : [value];
}
