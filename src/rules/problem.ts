/** What is wrong with a rule or a file, for people who can mend it. */
import { showInvisible } from '../util/invisible.ts';

export interface Problem {
  /** Where: `['rules', 2, 'if']`. */
  path: readonly (string | number)[];
  /** Sentences in sentence case, the last without a full stop. */
  message: string;
  /** What was probably meant, to be put in its place. */
  suggestion?: string;
  /** Where within the text at `path`, in characters from 0. */
  offset?: number;
  /** The fault is the last name of the path itself, not what stands under it. */
  ofKey?: true;
}

/** `rules[2].if: Unknown field call.nme (character 1). Did you mean "call.caller.name"?` */
export function formatProblem(problem: Problem): string {
  const where = formatPath(problem.path);
  const meant = problem.suggestion === undefined ? '' : `. Did you mean "${problem.suggestion}"?`;
  const at = problem.offset === undefined ? '' : ` (character ${problem.offset + 1})`;
  return `${where === '' ? '' : `${where}: `}${problem.message}${at}${meant}`;
}

/** The same problem, seen from further out. */
export function within(path: readonly (string | number)[], problem: Problem): Problem {
  return { ...problem, path: [...path, ...problem.path] };
}

function formatPath(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? showInvisible(step) : `${text}.${showInvisible(step)}`;
  }, '');
}
