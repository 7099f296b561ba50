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

/** `rule 3, if: Unknown field call.nme (character 1). Did you mean "call.caller.name"?` */
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

/** Sections whose entries are named alone: `slack:T0123/C0456`, `template call.missed`, `rule 3`. */
const sections: Readonly<Record<string, string>> = {
  channels: '',
  templates: 'template ',
  rules: 'rule ',
  buttons: 'button ',
};

/** `slack:T0123/C0456, rule 3, escalate.after`; entries of lists are numbered from 1, as people count. */
function formatPath(path: Problem['path']): string {
  const parts: string[] = [];
  let fields: string[] = [];
  const endFields = () => {
    if (fields.length > 0) parts.push(fields.join('.'));
    fields = [];
  };
  for (let at = 0; at < path.length; at++) {
    const step = path[at] ?? '';
    const entry = path[at + 1];
    const section = typeof step === 'string' ? sections[step] : undefined;
    if (entry !== undefined && (section !== undefined || typeof entry === 'number')) {
      endFields();
      parts.push(`${section ?? `${nameStep(step)} `}${nameStep(entry)}`);
      at += 1;
    } else fields.push(nameStep(step));
  }
  endFields();
  return parts.join(', ');
}

function nameStep(step: string | number): string {
  return typeof step === 'number' ? String(step + 1) : showInvisible(step);
}
