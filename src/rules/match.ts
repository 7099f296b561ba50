/** Finds the deciding rule of each channel: the first one in its list that matches. */
import type { Event } from '../events/event.ts';
import { findEventType } from '../events/types.ts';
import type { ConditionProblem } from './condition/check-names.ts';
import { type CompiledCondition, compile } from './condition/condition.ts';
import { type ConditionContext, createContext, type FindSession } from './condition/condition-context.ts';
import { createStepBudget, type StepBudget } from './condition/cost.ts';
import { expandGlob, matchGlob, patternsOf } from './glob.ts';
import type { Rule } from './rule.ts';

export type { FindSession };

/** A channel's decision on an event. Without one no rule matched, and nothing is posted. */
interface Decision {
  channel: string;
  rule: Rule;
  do: Rule['do'];
}

/** A rule with its compiled condition. */
export interface CompiledRule {
  rule: Rule;
  condition: CompiledCondition | null;
}

/** All rules, indexed by event type. Build it again when a rule changes. */
export interface RuleIndex {
  /**
   * At most one decision per channel. `findSession` is called at most once, when a condition uses the session.
   * `inChannel` filters channels; `budgetOf` gives the step budget of a channel for this event.
   */
  decide(
    event: Event,
    findSession: FindSession,
    inChannel?: (channel: string) => boolean,
    budgetOf?: (channel: string) => StepBudget,
  ): Decision[];
  /**
   * The same decisions, but awaits `pause` whenever the conditions since the last one took many steps, so that many of
   * them don't block other work.
   */
  decideInSlices(
    event: Event,
    findSession: FindSession,
    options: { inChannel?: ((channel: string) => boolean) | undefined; pause: () => Promise<void> },
  ): Promise<Decision[]>;
  /** The rules for a type, in each channel's order. Only these are checked for an event. */
  rulesFor(type: string): readonly Rule[];
  /** Whether a condition of these rules uses the session, so that it can be loaded in advance. */
  needsSession(type: string): boolean;
  /** Rules with an invalid condition, which never match. */
  readonly broken: readonly { rule: Rule; problems: readonly ConditionProblem[] }[];
}

/** About 2 ms of conditions. */
export const manySteps = 50_000;

/** Indexes the rules of any channels, in any order. */
export function buildIndex(rules: readonly Rule[]): RuleIndex {
  const compiledRules = compileRules(rules.filter(rule => !rule.paused));
  const byType = new Map<string, CompiledRule[]>();
  /** For unknown types: rules by pattern, so that a glob shared by many rules is matched once. */
  const byPattern = new Map<string, CompiledRule[]>();
  for (const entry of compiledRules) {
    const patterns = new Set(patternsOf(entry.rule));
    for (const type of new Set([...patterns].flatMap(expandGlob))) add(byType, type, entry);
    for (const pattern of patterns) if (findEventType(pattern) === null) add(byPattern, pattern, entry);
  }

  function candidates(type: string): readonly CompiledRule[] {
    if (findEventType(type) !== null) return byType.get(type) ?? [];
    const matching = [...byPattern].filter(([pattern]) => matchGlob(pattern, type));
    return inOrder([...new Set(matching.flatMap(([, entries]) => entries))], entry => entry.rule);
  }

  /** Yields each decision, and null each time that conditions took many steps. */
  function* walk(
    event: Event,
    findSession: FindSession,
    inChannel: (channel: string) => boolean = () => true,
    budgetOf: (channel: string) => StepBudget = createBudgets(),
  ): Generator<Decision | null> {
    let context: ConditionContext | undefined;
    const readContext = () => {
      context ??= createContext(event, findSession);
      return context;
    };
    const decided = new Set<string>();
    let steps = 0;
    for (const { rule, condition } of candidates(event.type)) {
      const { channel } = rule;
      if (decided.has(channel) || !inChannel(channel)) continue;
      const budget = budgetOf(channel);
      const before = budget.left;
      if (holds(condition, readContext, budget)) {
        decided.add(channel);
        yield { channel, rule, do: rule.do };
      }
      steps += before - budget.left;
      if (steps <= manySteps) continue;
      steps = 0;
      yield null;
    }
  }

  return {
    decide: (...args) => [...walk(...args)].filter(decision => decision !== null),
    async decideInSlices(event, findSession, { inChannel, pause }) {
      const decisions: Decision[] = [];
      for (const decision of walk(event, findSession, inChannel)) {
        if (decision) decisions.push(decision);
        else await pause();
      }
      return decisions;
    },
    rulesFor: type => candidates(type).map(({ rule }) => rule),
    needsSession: type => candidates(type).some(({ condition }) => condition?.ok === true && condition.usesSession),
    broken: compiledRules.flatMap(({ rule, condition }) =>
      condition?.ok === false ? [{ rule, problems: condition.problems }] : [],
    ),
  };
}

/** Rules in the order of their channel's list. Rules with equal conditions share one compiled condition. */
function compileRules(rules: readonly Rule[]): CompiledRule[] {
  const compiled = new Map<string, CompiledCondition>();
  const compileOnce = (condition: string) => compiled.getOrInsertComputed(condition, compile);
  return inOrder(rules, rule => rule).map(rule => compileRule(rule, compileOnce));
}

export function compileRule(rule: Rule, compileCondition = compile): CompiledRule {
  return { rule, condition: rule.if === undefined ? null : compileCondition(rule.if) };
}

/** Creates a step budget for each channel. */
function createBudgets(): (channel: string) => StepBudget {
  const budgets = new Map<string, StepBudget>();
  return channel => budgets.getOrInsertComputed(channel, createStepBudget);
}

function inOrder<T>(items: readonly T[], ruleOf: (item: T) => Rule): T[] {
  return items.toSorted((a, b) => ruleOf(a).position - ruleOf(b).position);
}

function add(to: Map<string, CompiledRule[]>, key: string, entry: CompiledRule): void {
  to.getOrInsertComputed(key, () => []).push(entry);
}

function holds(condition: CompiledCondition | null, context: () => ConditionContext, budget: StepBudget): boolean {
  return condition === null || (condition.ok && condition.evaluate(context(), budget).matches);
}
