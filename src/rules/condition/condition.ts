/** The `if` of a rule: a CEL expression (https://cel.dev) over an event and its session. */
import type { ASTNode, ParseResult } from '@marcbachmann/cel-js';
import { type ConditionProblem, findNames } from './check-names.ts';
import type { ConditionContext } from './condition-context.ts';
import { checking, maxCharacters, running } from './condition-functions.ts';
import { countSteps, createStepBudget, isCostly, mostSteps, type StepBudget } from './cost.ts';
import { describeLibraryError, problemOf } from './error-texts.ts';
import { describeResult } from './operand-texts.ts';
import { findWord } from './unknown-word.ts';

export interface Condition {
  ok: true;
  usesSession: boolean;
  /** The fields that the condition reads. */
  paths: readonly string[];
  ast: ASTNode;
  /** Evaluates the condition. `budget` has the steps left for all conditions of a channel; by default, a full budget. */
  evaluate(context: ConditionContext, budget?: StepBudget): ConditionResult;
}

/**
 * The result for an event. `error`: the condition failed (a comparison with null, for example), so it doesn't match.
 * `costly`: it wasn't run, since it would take too many steps.
 */
type ConditionResult = { matches: boolean; error: string | null; costly?: true };

export type CompiledCondition = Condition | { ok: false; problems: ConditionProblem[] };

/** Parses and checks an expression. Never throws. */
export function compile(expression: string): CompiledCondition {
  if (expression.length > maxCharacters) {
    return fail({ message: `Longer than ${write(maxCharacters)} characters`, position: maxCharacters });
  }
  const parsed = parse(expression);
  if ('problem' in parsed) return fail(parsed.problem);
  const { paths, problems } = findNames(parsed.run.ast);
  if (problems.length > 0) return fail(...problems);
  const typeProblem = checkTypes(expression);
  if (typeProblem !== null) return fail(typeProblem);
  const { run } = parsed;
  /** Null: counted for each event. */
  const fixedSteps = isCostly(run.ast) ? null : countSteps(run.ast, {});
  return {
    ok: true,
    usesSession: paths.some(path => path.split('.')[0] === 'session'),
    paths,
    ast: run.ast,
    evaluate: (context, budget = createStepBudget()) => {
      const error = spend(fixedSteps ?? countSteps(run.ast, context), budget);
      return error === null ? evaluate(run, context) : { matches: false, error, costly: true };
    },
  };
}

/** Subtracts steps from the budget. Returns an error text, and subtracts nothing, if there are too many. */
export function spend(steps: number, budget: StepBudget): string | null {
  const most = Math.min(mostSteps, budget.left);
  if (steps > most) return 'is too complex for this event. Use fewer loops, or search for shorter texts';
  budget.left -= steps;
  return null;
}

const write = (steps: number) => steps.toLocaleString('en');

function fail(...problems: ConditionProblem[]): CompiledCondition {
  return { ok: false, problems };
}

function parse(expression: string): { run: ParseResult } | { problem: ConditionProblem } {
  try {
    return { run: running.parse(expression) };
  } catch (error) {
    return { problem: findWord(error, expression) ?? problemOf(error) };
  }
}

function checkTypes(expression: string): ConditionProblem | null {
  const { valid, type = '', error } = checking.check(expression);
  if (!valid) return problemOf(error);
  if (type === 'bool' || type === 'dyn') return null;
  return { message: describeResult(type, expression), position: 0 };
}

function evaluate(run: ParseResult, context: ConditionContext): ConditionResult {
  try {
    const value: unknown = run(context);
    if (typeof value === 'boolean') return { matches: value, error: null };
    return { matches: false, error: `is ${value === null ? 'null' : `a ${typeof value}`}, not true or false` };
  } catch (error) {
    return { matches: false, error: describeLibraryError(error) };
  }
}
