/** Why a condition says what it says of an event, in words. */
import { type ASTNode, serialize } from '@marcbachmann/cel-js';
import { cutText } from '../util/cut.ts';
import { counted } from '../util/plural.ts';
import { findNames } from './condition/check-names.ts';
import { type Condition, spend } from './condition/condition.ts';
import type { ConditionContext } from './condition/condition-context.ts';
import { countSteps, type StepBudget } from './condition/cost.ts';
import { running } from './condition/environment.ts';

/** How much of a value is shown. */
const shown = 60;

/**
 * `call.kind is "audio", so call.kind == "video" is false`: the part of a condition that decides, with the values it
 * saw. Values are an event's, and so hostile: the text is plain and must be escaped like any other. Its parts are judged
 * again, within `budget`; those that are beyond it "cannot be judged".
 */
export function explainCondition(condition: Condition, context: ConditionContext, budget: StepBudget): string {
  return explainNode(condition.ast, context, budget);
}

function explainNode(node: ASTNode, context: ConditionContext, budget: StepBudget): string {
  const result = judge(node, context, budget);
  if (node.op === '&&' && result !== true) {
    const decisive = node.args.find(part => judge(part, context, budget) === result) ?? node.args[0];
    return explainNode(decisive, context, budget);
  }
  if (node.op === '||' && result !== true) return node.args.map(part => explainNode(part, context, budget)).join('; ');
  const saw = findNames(node).paths.flatMap(path => describe(path, context));
  const text = serialize(node);
  const verdict = result === null ? `${text} couldn't be evaluated` : `${text} is ${result}`;
  return saw.length === 0 ? verdict : `${saw.join(', ')}, so ${verdict}`;
}

/** Null: it fails, is neither true nor false, or takes more steps than are left. */
function judge(node: ASTNode, context: ConditionContext, budget: StepBudget): boolean | null {
  if (spend(countSteps(node, context), budget) !== null) return null;
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
  const text = typeof value === 'string' && value.length > shown ? `${cutText(value, shown)}…` : value;
  return [`${path} is ${JSON.stringify(text)}`];
}
