/** Why an event is or isn't posted in a channel: each rule of its list, and whether it matched. */
import type { Event } from '../events/event.ts';
import { createPause } from '../util/slices.ts';
import { cutText } from '../util/text/cut.ts';
import { type ConditionContext, createContext, type FindSession } from './condition/condition-context.ts';
import { createStepBudget, type StepBudget } from './condition/cost.ts';
import { explainCondition } from './explain-condition.ts';
import { matchesType, patternsOf } from './glob.ts';
import { type CompiledRule, compileRule } from './match.ts';
import type { Rule } from './rule.ts';

interface RuleStep {
  rule: Rule;
  result: 'matched' | 'no match' | 'not checked';
  /** `different event type`. Plain text that may quote the event and must be escaped. */
  reason: string;
}

export interface Explanation {
  /** Every rule of the channel, in order. */
  steps: RuleStep[];
  /** The channel's decision; `nothing` if no rule matched. */
  outcome: 'post' | 'ignore' | 'nothing';
  /** The deciding rule; null for `nothing`. */
  rule: Rule | null;
}

/**
 * Explains the decision of one channel's rules on an event. Agrees with buildIndex().decide(). Awaits `pause` before each
 * rule, so that other work runs in between.
 */
export async function explain(
  event: Event,
  rules: readonly Rule[],
  findSession: FindSession,
  pause: () => Promise<void> = createPause(),
): Promise<Explanation> {
  const context = createContext(event, findSession);
  const budgets = { decide: createStepBudget(), explain: createStepBudget() };
  const steps: RuleStep[] = [];
  let decided: { rule: Rule; number: number } | null = null;
  const inOrder = rules.toSorted((a, b) => a.position - b.position);
  for (const [at, rule] of inOrder.entries()) {
    if (decided !== null) {
      steps.push({ rule, result: 'not checked', reason: `rule ${decided.number} matched first` });
      continue;
    }
    await pause();
    const { matches, reason } = checkOne(event, compileRule(rule), context, budgets);
    steps.push({ rule, result: matches ? 'matched' : 'no match', reason });
    if (matches) decided = { rule, number: at + 1 };
  }
  return { steps, outcome: decided?.rule.do ?? 'nothing', rule: decided?.rule ?? null };
}

function checkOne(
  event: Event,
  { rule, condition }: CompiledRule,
  context: ConditionContext,
  budgets: Record<'decide' | 'explain', StepBudget>,
): { matches: boolean; reason: string } {
  if (rule.paused) return { matches: false, reason: 'rule is paused' };
  const patterns = patternsOf(rule);
  const type = cutText(event.type, 100);
  if (!matchesType(patterns, event.type)) {
    return { matches: false, reason: 'different event type' };
  }
  if (condition === null) return { matches: true, reason: `event is ${type}` };
  if (!condition.ok) {
    const why = condition.problems.map(problem => problem.message).join('; ');
    return { matches: false, reason: `condition is invalid: ${why}` };
  }
  const { matches, error, costly } = condition.evaluate(context, budgets.decide);
  return { matches, reason: costly ? `condition ${error}` : explainCondition(condition, context, budgets.explain) };
}
