/**
 * How many steps a condition takes for an event, known before it runs. A condition has at most 200 nodes, but a loop runs
 * its body for each entry of a list, and a comparison or a function reads the whole of its values; a meeting can have
 * ten thousand people, and a text a million characters.
 *
 * The estimate doesn't fall short of the work: what a loop's body reads from outside counts once for each entry, and what
 * it reads of the entries counts with their weights together.
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import type { ConditionContext } from './condition-context.ts';
import { textFunctions } from './environment.ts';
import { charactersPerStep, type Path, readPath, weighAll, weighOne } from './weigh.ts';

/** Steps that one condition may take for an event: some 60 ms. */
export const mostSteps = 1_500_000;

/** Steps that all conditions of a channel may take together for an event. */
export const mostStepsOfChannel = 2 * mostSteps;

/** What is left for the conditions of one channel and one event. */
export interface StepBudget {
  left: number;
}

export const createStepBudget = (): StepBudget => ({ left: mostStepsOfChannel });

/** What a node's values weigh over all of its evaluations, and how many entries each has where it is a list. */
interface Value {
  weight(): number;
  entries(): number;
  /** The list itself, or one that has all of its entries, where it is a field of the event. */
  list?: readonly unknown[];
}

interface Scope {
  /** What the variables of loops run over. */
  variables: ReadonlyMap<string, Value>;
  /** How often a node is evaluated. */
  repeats: number;
}

const loops: ReadonlySet<string> = new Set(['exists', 'all', 'exists_one', 'map', 'filter']);
const reading: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=', '+', 'in']);

/** Steps that a comparison with null takes (environment.ts), where `&&`, `||` or a loop goes on after it has failed. */
const stepsOfNull = 25;
/** Functions that null is prepared for. */
const cheapFunctions: ReadonlySet<string> = new Set(textFunctions);
/** Steps of other failures: their error draws its place in the condition. */
const stepsOfFailure = 200;
/** What never fails by itself. */
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
/** Functions of a time and a zone look the zone up: `getHours("Europe/London")`. */
const stepsOfZone = 5000;

/** Whether the steps depend on the event. Without loops, functions and sums a condition only reads a few fields. */
export function isCostly(node: ASTNode): boolean {
  if (node.op === 'call' || node.op === 'rcall' || node.op === '+') return true;
  if (node.op === 'in') return node.args[1].op !== 'list' || childrenOf(node).some(isCostly);
  if (node.op === '==' || node.op === '!=') {
    return !node.args.some(({ op }) => op === 'value') || node.args.some(isCostly);
  }
  return childrenOf(node).some(isCostly);
}

/** The steps that a condition takes at most, each some 40 ns. */
export function countSteps(ast: ASTNode, context: ConditionContext): number {
  let steps = 0;
  visit(ast, { variables: new Map(), repeats: 1 });
  return steps;

  function visit(node: ASTNode, scope: Scope): Value {
    steps += scope.repeats;
    const path = pathOf(node);
    if (path !== null) return readField(path, scope);
    if (node.op === 'value') return weighing(scope.repeats * weighOne(node.args));
    if (node.op === 'rcall' && loops.has(node.args[0])) return visitLoop(node.args, scope);
    steps += scope.repeats * extraSteps(node);
    const values = childrenOf(node).map(child => visit(child, scope));
    // A list knows its size.
    if (isSize(node) && values.every(({ list }) => list)) return weighing(scope.repeats);
    const value = together(values);
    if (node.op === 'call' || node.op === 'rcall' || reading.has(node.op)) steps += value.weight();
    if (node.op !== 'rcall') return value;
    // split('') makes an entry of each character.
    const entries = value.weight() * charactersPerStep;
    if (node.args[0] === 'split') steps += entries;
    return weighing(entries);
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
    return name === 'map' ? { ...together(values), entries: () => entries } : weighing(scope.repeats);
  }

  function readField([first = '', ...rest]: Path, { variables, repeats }: Scope): Value {
    const of = variables.get(first);
    if (of?.list) return weighing(weighAll(of.list, rest));
    if (of) return weighing(of.weight());
    const value = readPath(context, [first, ...rest]);
    const weight = () => repeats * weighOne(value);
    return Array.isArray(value) ? { weight, entries: () => value.length, list: value } : { weight, entries: weight };
  }
}

/** Steps of one evaluation of a node beside those for its values. */
function extraSteps(node: ASTNode): number {
  if (node.op === '&&' || node.op === '||') return node.args.reduce((sum, part) => sum + stepsOfOperand(part), 0);
  if (node.op !== 'call' && node.op !== 'rcall') return 0;
  const [name] = node.args;
  if (cheapFunctions.has(name)) return 0;
  return node.op === 'rcall' && name.startsWith('get') && node.args[2].length > 0 ? stepsOfZone : stepsOfFailure;
}

/** What `&&` and `||` catch of a part that fails, or that is neither true nor false. */
function stepsOfOperand(part: ASTNode): number {
  return part.op === 'value' || comparing.has(part.op) || isCheapCall(part) ? stepsOfFailures(part) : stepsOfFailure;
}

/** The same for the body of a loop. */
const stepsOfBody = (body: ASTNode) => (body.op === '&&' || body.op === '||' ? 0 : stepsOfOperand(body));

function stepsOfFailures(node: ASTNode): number {
  if (infallible.has(node.op)) return Math.max(0, ...childrenOf(node).map(stepsOfFailures));
  return comparing.has(node.op) || isCheapCall(node)
    ? Math.max(stepsOfNull, ...childrenOf(node).map(stepsOfFailures))
    : stepsOfFailure;
}

const isCheapCall = ({ op, args }: ASTNode) => (op === 'call' || op === 'rcall') && cheapFunctions.has(String(args[0]));

/** An entry of a list weighs 1 at least. */
const weighing = (weight: number): Value => ({ weight: () => weight, entries: () => weight });

function together(values: readonly Value[]): Value {
  const weight = () => 1 + values.reduce((sum, value) => sum + value.weight(), 0);
  return { weight, entries: weight };
}

const isSize = ({ op, args }: ASTNode) => (op === 'call' || op === 'rcall') && args[0] === 'size';

/** `call.caller.id` as its names; null for what is no field. */
function pathOf(node: ASTNode): Path | null {
  if (node.op === 'id') return [node.args];
  if (node.op !== '.' && node.op !== '.?') return null;
  const of = pathOf(node.args[0]);
  return of && [...of, node.args[1]];
}

/** The nodes that a node is made of, a loop's variable among them. */
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
