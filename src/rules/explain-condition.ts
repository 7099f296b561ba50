/** Explains the result of a condition for an event. */
import { type ASTNode, serialize } from '@marcbachmann/cel-js';
import { counted } from '../util/plural.ts';
import { shorten } from '../util/text/cut.ts';
import { findNames } from './condition/check-names.ts';
import { type Condition, spend } from './condition/condition.ts';
import type { ConditionContext } from './condition/condition-context.ts';
import { running } from './condition/condition-functions.ts';
import { countSteps, type StepBudget } from './condition/cost.ts';

/** Steps of parsing a part of a condition. */
const stepsOfParsing = 2000;

/** Characters of a value that are shown. */
const maxShown = 60;

/**
 * Explains the decisive part of a condition with its values: `call.kind is "audio", so call.kind == "video" is false`.
 * Values come from an event and are hostile, so callers must escape the text. Parts are evaluated again within `budget`;
 * parts beyond it "couldn't be evaluated".
 */
export function explainCondition(condition: Condition, context: ConditionContext, budget: StepBudget): string {
  return explainNode(condition.ast, context, budget);
}

function explainNode(node: ASTNode, context: ConditionContext, budget: StepBudget): string {
  const result = evaluateNode(node, context, budget);
  if (node.op === '&&' && result !== true) {
    const decisive = node.args.find(part => evaluateNode(part, context, budget) === result) ?? node.args[0];
    return explainNode(decisive, context, budget);
  }
  if (node.op === '||' && result !== true) return node.args.map(part => explainNode(part, context, budget)).join('; ');
  const values = findNames(node).paths.flatMap(path => describe(path, context));
  const text = serialize(node);
  const conclusion = result === null ? `${text} couldn't be evaluated` : `${text} is ${result}`;
  return values.length === 0 ? conclusion : `${values.join(', ')}, so ${conclusion}`;
}

/** The result of a node; null if it fails, isn't a boolean, or takes more steps than the budget has. */
function evaluateNode(node: ASTNode, context: ConditionContext, budget: StepBudget): boolean | null {
  if (spend(stepsOfParsing + countSteps(node, context), budget) !== null) return null;
  try {
    const value: unknown = running.parse(serialize(node))(context);
    return typeof value === 'boolean' ? value : null;
  } catch {
    return null;
  }
}

function describe(path: string, context: ConditionContext): string[] {
  const value = path.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], context);
  if (value === null) return [`${path} is missing`];
  if (Array.isArray(value)) return [`${path} has ${counted(value.length, 'entry', 'entries')}`];
  if (typeof value === 'object') return [];
  const text = typeof value === 'string' ? shorten(value, maxShown) : value;
  return [`${path} is ${JSON.stringify(text)}`];
}
