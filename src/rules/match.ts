/** Which rule decides: in every channel the first one of its list that matches. */
import type { Event } from '../events/event.ts';
import { findEventType } from '../events/types.ts';
import type { ConditionProblem } from './condition/check-names.ts';
import { type CompiledCondition, compile } from './condition/condition.ts';
import { type ConditionContext, createContext, type FindSession } from './condition/condition-context.ts';
import { createStepBudget, type StepBudget } from './condition/cost.ts';
import { expandGlob, matchGlob, patternsOf } from './glob.ts';
import type { Rule } from './rule.ts';

export type { FindSession };

/** What becomes of an event in one channel. No decision: no rule matched, and nothing happens there. */
export interface Decision {
  channel: string;
  rule: Rule;
  do: Rule['do'];
}

/** A rule with its condition ready. */
export interface CompiledRule {
  rule: Rule;
  condition: CompiledCondition | null;
}

/** All rules, ready for events. Build it once and again when a rule changes. */
export interface RuleIndex {
  /**
   * One decision at most per channel. `findSession` is called when a condition uses the session, once at most;
   * `inChannel` leaves channels out, and `budgetOf` tells what the conditions of one may take for this event.
   */
  decide(
    event: Event,
    findSession: FindSession,
    inChannel?: (channel: string) => boolean,
    budgetOf?: (channel: string) => StepBudget,
  ): Decision[];
  /**
   * The same decisions; `pause` is awaited after each condition that took many steps, so that many channels with such
   * conditions hold up nothing else.
   */
  decideInSlices(
    event: Event,
    findSession: FindSession,
    options: { inChannel?: ((channel: string) => boolean) | undefined; pause: () => Promise<void> },
  ): Promise<Decision[]>;
  /** The rules that name the type, the only ones an event of it is held against; in order within each channel. */
  rulesFor(type: string): readonly Rule[];
  /** Whether a condition of those rules uses the session, so that it can be loaded beforehand. */
  needsSession(type: string): boolean;
  /** Rules whose condition no longer passes the check: they never match. */
  readonly broken: readonly { rule: Rule; problems: readonly ConditionProblem[] }[];
}

/** Some 2 ms of conditions. */
const manySteps = 50_000;

/** Indexes the rules of any number of channels, given in any order. */
export function buildIndex(rules: readonly Rule[]): RuleIndex {
  const prepared = compileRules(rules.filter(rule => !rule.paused));
  const byType = new Map<string, CompiledRule[]>();
  /** For types that are not in the table: by pattern, so that a glob is tried once however many rules have it. */
  const byPattern = new Map<string, CompiledRule[]>();
  for (const entry of prepared) {
    const patterns = new Set(patternsOf(entry.rule));
    for (const type of new Set([...patterns].flatMap(expandGlob))) add(byType, type, entry);
    for (const pattern of patterns) if (findEventType(pattern) === null) add(byPattern, pattern, entry);
  }

  function candidates(type: string): readonly CompiledRule[] {
    if (findEventType(type) !== null) return byType.get(type) ?? [];
    const matching = [...byPattern].filter(([pattern]) => matchGlob(pattern, type));
    return inOrder([...new Set(matching.flatMap(([, entries]) => entries))], entry => entry.rule);
  }

  /** Yields each decision, and null after each condition that took many steps. */
  function* walk(
    event: Event,
    findSession: FindSession,
    inChannel: (channel: string) => boolean = () => true,
    budgetOf: (channel: string) => StepBudget = createBudgets(),
  ): Generator<Decision | null> {
    let context: ConditionContext | undefined;
    const askedOf = () => {
      context ??= createContext(event, findSession);
      return context;
    };
    const decided = new Set<string>();
    for (const { rule, condition } of candidates(event.type)) {
      const { channel } = rule;
      if (decided.has(channel) || !inChannel(channel)) continue;
      const budget = budgetOf(channel);
      const before = budget.left;
      if (holds(condition, askedOf, budget)) {
        decided.add(channel);
        yield { channel, rule, do: rule.do };
      }
      if (before - budget.left > manySteps) yield null;
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
    broken: prepared.flatMap(({ rule, condition }) =>
      condition?.ok === false ? [{ rule, problems: condition.problems }] : [],
    ),
  };
}

/** Rules in the order of their channel's list, each condition compiled once however many rules share it. */
export function compileRules(rules: readonly Rule[]): CompiledRule[] {
  const compiled = new Map<string, CompiledCondition>();
  return inOrder(rules, rule => rule).map(rule => ({
    rule,
    condition: rule.if === undefined ? null : compiled.getOrInsertComputed(rule.if, compile),
  }));
}

/** A budget for each channel. */
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
