/** Problems of a rule or file, for people who can fix them. */
import { showInvisible } from '../util/text/invisible.ts';

export interface Problem {
  /** The location: `['rules', 2, 'if']`. */
  path: readonly (string | number)[];
  /** Sentences in sentence case, the last without a full stop. */
  message: string;
  /** The probable correction. */
  suggestion?: string;
  /** Position in the text at `path`, in characters from 0. */
  offset?: number;
  /** The problem is the last name of the path, not the value there. */
  ofKey?: true;
}

/** `rules[2].if: Unknown field call.nme (character 1). Did you mean "call.caller.name"?` */
export function formatProblem(problem: Problem): string {
  const where = formatPath(problem.path);
  const meant = problem.suggestion === undefined ? '' : `. Did you mean "${problem.suggestion}"?`;
  const at = problem.offset === undefined ? '' : ` (character ${problem.offset + 1})`;
  return `${where === '' ? '' : `${where}: `}${problem.message}${at}${meant}`;
}

/** The problem with its path below another one. */
export function prefixPath(path: readonly (string | number)[], problem: Problem): Problem {
  return { ...problem, path: [...path, ...problem.path] };
}

function formatPath(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? showInvisible(step) : `${text}.${showInvisible(step)}`;
  }, '');
}
