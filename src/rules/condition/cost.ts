/**
 * Estimates the steps of a condition for an event before it runs. A condition has at most 200 nodes, but a loop runs its
 * body for each entry of a list, and a comparison or function reads its complete values. A meeting can have ten thousand
 * people, a text a million characters.
 *
 * The estimate is an upper bound: values that a loop reads from outside count once per entry, and values of the entries
 * count with their total weight.
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import type { ConditionContext } from './condition-context.ts';
import { loopFunctions, textFunctions } from './condition-functions.ts';
import { charactersPerStep, type Path, readPath, weighAll, weighOne } from './weigh.ts';

/** Maximum steps of one condition for an event: about 60 ms. */
export const mostSteps = 1_500_000;

/** Maximum steps of all conditions of a channel for an event. */
export const mostStepsOfChannel = 2 * mostSteps;

/** The steps left for the conditions of one channel and one event. */
export interface StepBudget {
  left: number;
}

export const createStepBudget = (): StepBudget => ({ left: mostStepsOfChannel });

/** The total weight of a node's values over all evaluations, and the number of entries of a list. */
interface Value {
  weight(): number;
  /** The weight of the largest value that one evaluation can give. */
  largest(): number;
  entries(): number;
  /** The list, or one with all of its entries, if it is a field of the event. */
  list?: readonly unknown[];
}

interface Scope {
  /** The values of loop variables. */
  variables: ReadonlyMap<string, Value>;
  /** Number of evaluations of a node. */
  repeats: number;
}

const loops: ReadonlySet<string> = new Set(loopFunctions);
const reading: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=', '+', 'in']);

/** Characters of text and searched text that `contains` compares per step: at worst, each with each. */
const comparisonsPerStep = 100;

/** Steps of a failed comparison with null (environment.ts), after which `&&`, `||` or a loop continues. */
const stepsOfNull = 25;
/** Functions with a cheap error for null. */
const cheapFunctions: ReadonlySet<string> = new Set(textFunctions);
/** Steps of other failures, whose error renders an excerpt of the condition. */
const stepsOfFailure = 200;
/** Operations that can't fail by themselves. */
const infallible: ReadonlySet<string> = new Set([
  'value',
  'id',
  '.',
  '.?',
  '==',
  '!=',
  'in',
  'list',
  'map',
  '&&',
  '||',
]);
const comparing: ReadonlySet<string> = new Set([...reading, '&&', '||', '-', '*', '/', '%']);
/** Steps of time functions that look up a zone: `getHours("Europe/London")`. */
const stepsOfZone = 5000;

const isLiteral = ({ op }: ASTNode): boolean => op === 'value';

/** Whether the number of steps depends on the event: loops, functions, sums, and comparisons without a literal. */
export function isCostly(node: ASTNode): boolean {
  if (node.op === 'call' || node.op === 'rcall' || node.op === '+') return true;
  const children = childrenOf(node);
  if (node.op === 'in') {
    const [, list] = node.args;
    return list.op !== 'list' || !childrenOf(list).every(isLiteral) || children.some(isCostly);
  }
  if (reading.has(node.op) && !children.some(isLiteral)) return true;
  return children.some(isCostly);
}

/** The maximum number of steps of a condition, each about 40 ns. */
export function countSteps(ast: ASTNode, context: ConditionContext): number {
  let steps = 0;
  visit(ast, { variables: new Map(), repeats: 1 });
  return steps;

  function visit(node: ASTNode, scope: Scope): Value {
    steps += scope.repeats;
    const path = pathOf(node);
    if (path !== null) return readField(path, scope);
    if (node.op === 'value') return weighing(scope.repeats * weighOne(node.args), weighOne(node.args));
    if (node.op === 'rcall' && loops.has(node.args[0])) return visitLoop(node.args, scope);
    steps += scope.repeats * extraSteps(node);
    const values = childrenOf(node).map(child => visit(child, scope));
    // The size of a list is known without reading it.
    if (isSize(node) && values.every(({ list }) => list)) return weighing(scope.repeats, 1);
    const value = together(values);
    // A text is read letter by letter, not in one go.
    if (isSize(node)) steps += (charactersPerStep / 2) * value.weight();
    if (node.op === 'call' || node.op === 'rcall' || reading.has(node.op)) steps += value.weight();
    if (node.op === 'rcall' && node.args[0] === 'contains') steps += stepsOfSearch(values);
    return value;
  }

  function visitLoop([name, receiver, args]: [string, ASTNode, ASTNode[]], scope: Scope): Value {
    const of = visit(receiver, scope);
    const [variable, ...bodies] = args;
    const entries = of.entries();
    const inner: Scope = {
      variables: new Map([...scope.variables, [variable?.op === 'id' ? variable.args : '', of]]),
      repeats: scope.repeats * entries,
    };
    const values = bodies.map(body => visit(body, inner));
    steps += inner.repeats * (1 + Math.max(0, ...bodies.map(name === 'map' ? stepsOfFailures : stepsOfBody)));
    if (name === 'filter') return of;
    return name === 'map' ? { ...together(values), entries: () => entries } : weighing(scope.repeats, 1);
  }

  function readField([first = '', ...rest]: Path, { variables, repeats }: Scope): Value {
    const of = variables.get(first);
    if (of?.list) {
      const { sum, largest } = weighAll(of.list, rest);
      return weighing(sum, largest);
    }
    if (of) return weighing(of.weight(), of.largest());
    const value = readPath(context, [first, ...rest]);
    const largest = () => weighOne(value);
    const weight = () => repeats * largest();
    const entries = Array.isArray(value) ? () => value.length : weight;
    return { weight, largest, entries, ...(Array.isArray(value) && { list: value }) };
  }
}

/** Steps of one evaluation of a node, without those of its values. */
function extraSteps(node: ASTNode): number {
  if (node.op === '&&' || node.op === '||') return node.args.reduce((sum, part) => sum + stepsOfOperand(part), 0);
  if (node.op !== 'call' && node.op !== 'rcall') return 0;
  const [name] = node.args;
  if (cheapFunctions.has(name)) return 0;
  return node.op === 'rcall' && name.startsWith('get') && node.args[2].length > 0 ? stepsOfZone : stepsOfFailure;
}

/** Steps of an operand of `&&` or `||` that fails or isn't a boolean. */
function stepsOfOperand(part: ASTNode): number {
  return part.op === 'value' || comparing.has(part.op) || isCheapCall(part) ? stepsOfFailures(part) : stepsOfFailure;
}

/** Steps of a loop's body that fails or isn't a boolean. */
const stepsOfBody = (body: ASTNode) => (body.op === '&&' || body.op === '||' ? 0 : stepsOfOperand(body));

function stepsOfFailures(node: ASTNode): number {
  if (infallible.has(node.op)) return Math.max(0, ...childrenOf(node).map(stepsOfFailures));
  return comparing.has(node.op) || isCheapCall(node)
    ? Math.max(stepsOfNull, ...childrenOf(node).map(stepsOfFailures))
    : stepsOfFailure;
}

const isCheapCall = ({ op, args }: ASTNode) => (op === 'call' || op === 'rcall') && cheapFunctions.has(String(args[0]));

/** A value of this weight. Each entry of a list weighs at least 1. */
const weighing = (weight: number, largest: number): Value => ({
  weight: () => weight,
  largest: () => largest,
  entries: () => weight,
});

function together(values: readonly Value[]): Value {
  const weight = () => 1 + values.reduce((sum, value) => sum + value.weight(), 0);
  const largest = () => 1 + values.reduce((sum, value) => sum + value.largest(), 0);
  return { weight, largest, entries: weight };
}

/** Steps of `text.contains(searched)`, over all evaluations. */
function stepsOfSearch([text, searched]: readonly Value[]): number {
  const comparisons = (text?.weight() ?? 0) * (searched?.largest() ?? 0) * charactersPerStep ** 2;
  return Math.ceil(comparisons / comparisonsPerStep);
}

const isSize = ({ op, args }: ASTNode) => (op === 'call' || op === 'rcall') && args[0] === 'size';

/** The names of `call.caller.id`; null for a node that isn't a field. */
function pathOf(node: ASTNode): Path | null {
  if (node.op === 'id') return [node.args];
  if (node.op !== '.' && node.op !== '.?') return null;
  const of = pathOf(node.args[0]);
  return of && [...of, node.args[1]];
}

/** The child nodes, including a loop's variable. */
function childrenOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case '!_':
    case '-_':
      return [node.args];
    case 'map':
      return node.args.flat();
    default:
      return node.args;
  }
}
