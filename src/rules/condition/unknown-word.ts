/** Quotes the word that a condition's parser stops at, with the operator that it probably means. */
import { ParseError } from '@marcbachmann/cel-js';
import { cutText } from '../../util/text/cut.ts';
import type { ConditionProblem } from './check-names.ts';

/** Words and signs of other languages, with CEL's. */
const operators = new Map(Object.entries({ and: '&&', or: '||', not: '!', is: '==', '&': '&&', '|': '||' }));

/** The problem for a whole word where the library's error has one of its letters; null for other errors. */
export function findWord(error: unknown, expression: string): ConditionProblem | null {
  if (!(error instanceof ParseError) || !error.summary.startsWith('Unexpected character:')) return null;
  const position = error.range?.start ?? 0;
  // The library takes `not` for a name, and stops at the next word.
  const not = /\bnot\s+$/i.exec(expression.slice(0, position));
  const start = not ? not.index : position;
  const word = /^(?:\w+|[&|])/.exec(expression.slice(start))?.[0];
  if (word === undefined) return null;
  const suggestion = operators.get(word.toLowerCase());
  const message = `Didn't understand "${cutText(word, 60)}"`;
  return { message, position: start, ...(suggestion !== undefined && { suggestion }) };
}
