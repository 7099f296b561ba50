/**
 * Describes the library's errors about a condition in everyday words. The library's own messages name its types (`dyn`,
 * `list<session.people_>`) and its parser's tokens (`RPAREN`).
 */
import { type ASTNode, EvaluationError, ParseError, TypeError as TypeProblem } from '@marcbachmann/cel-js';
import { cutText } from '../../util/text/cut.ts';
import type { ConditionProblem } from './check-names.ts';
import { describeMisuse, describeOperands } from './operand-texts.ts';

type Replacement = [pattern: RegExp, text: string | ((match: string[], node: ASTNode | null) => string)];

const missingQuote = 'Missing closing quote';
const plainNumber = 'Write a plain number, for example 10 or 2.5';

/** The first pattern that matches decides. */
const replacements: readonly Replacement[] = [
  [/^Unexpected token: EOF$/, 'The condition ends too early. Complete it'],
  [/^Unexpected token: (.*)$/, ([, token]) => `Unexpected ${signOf(token)}`],
  [/^Unexpected character: =$/, 'Use == to compare, not ='],
  [/^Unexpected character: ([&|])$/, ([, sign]) => `Use ${sign}${sign}, not ${sign}`],
  [/^Unexpected character: [“”„‘’`]$/, 'Use straight quotes: "'],
  [/^Unexpected character: (.)$/u, ([, character]) => `Unexpected ${character}`],
  [/^Expected IDENTIFIER, /, 'Expected a name here'],
  [/^Expected (.*), got EOF$/, ([, token]) => `Missing ${token?.startsWith('R') ? 'closing ' : ''}${signOf(token)}`],
  [/^Expected (.*), got /, ([, token]) => `Expected ${signOf(token)} here`],
  [/^Reserved identifier: (.*)$/, ([, word]) => `"${word}" is a reserved word. Use another name`],
  [/^Invalid (?:number|integer|hex integer|exponent)\b/, plainNumber],
  [/^Newlines not allowed/, `${missingQuote} on this line`],
  [/^Unterminated /, missingQuote],
  [/escape|surrogate|not allowed in bytes/, 'Unknown code after \\. Write \\\\ for a backslash'],
  [/^Exceeded maxAstNodes/, 'Too complex. Use fewer comparisons'],
  [/^Exceeded maxDepth/, 'Too many parentheses or brackets inside each other'],
  [/^Exceeded max\w+ \((\d+)\)/, ([, most]) => `Too many values. Use at most ${most} in a list or function`],
  [
    /^Logical operator requires/,
    (_, node) => `${signAt(node, ['&&', '||'], '&& and ||')} needs a comparison on each side`,
  ],
  [/^(\w+)\(.*must return bool/, ([, name]) => `${name}() needs a comparison after the comma`],
  [/^Ternary condition/, 'Write a comparison before ?'],
  [/^Ternary branches/, 'Both values around : must be of one kind'],
  [
    /^(\w+)\(.*invalid predicate/,
    ([, name]) => `${name}() needs a name first, for example ${name}(p, p.name == "Ann")`,
  ],
  [/ cannot be range of /, (_, node) => `${sourceOf(node) ?? 'This value'} isn't a list`],
  [/^Unknown variable: (.*)$/, ([, name]) => `Unknown name "${name}"`],
  [/^No such key: (.*)$/, ([, name]) => `There is no entry ${name}`],
  [/^List index must be int/, 'A position in [ ] must be a whole number'],
  [/^Cannot index type '.*' with/, 'Write the field name in quotes inside [ ]'],
  [/^Cannot index type/, '[ ] works only on lists'],
  [/^found no matching overload for '(?:.*\.)?(\w+)\(/, ([, name]) => describeMisuse(name ?? '')],
  [/^no such overload: (.*)$/, ([, operands], node) => describeOperands(operands ?? '', node)],
  [/^Cannot compare values/, "These values can't be compared"],
  [/division by zero|modulo by zero/, 'Division by zero'],
  [/overflow/i, 'A number is too large'],
  [/^(\w+)\(\) (?:type|conversion) error/, ([, name]) => describeMisuse(name ?? '')],
  [/^timestamp\(\)|[Ii]nvalid timestamp/, () => describeMisuse('timestamp')],
];

/** Describes an error of parsing or checking, with its position. */
export function problemOf(error: unknown): ConditionProblem {
  const position = isOfLibrary(error) ? error.range?.start : undefined;
  return { message: describeLibraryError(error), position: position ?? 0 };
}

/** Describes any error of the library, and the prepared errors of our own functions, in one sentence without a full stop. */
export function describeLibraryError(error: unknown): string {
  if (!isOfLibrary(error)) return error instanceof Error ? cutText(error.message, 200) : 'it failed';
  const node = error.node?.op === undefined ? null : (error.node as ASTNode);
  for (const [pattern, text] of replacements) {
    const match = pattern.exec(error.summary);
    if (match) return cutText(typeof text === 'string' ? text : text([...match], node), 200);
  }
  return cutText(error.summary, 200);
}

function isOfLibrary(error: unknown): error is ParseError | TypeProblem | EvaluationError {
  return error instanceof ParseError || error instanceof TypeProblem || error instanceof EvaluationError;
}

/** The parser's tokens as people type them. */
const signs: Readonly<Record<string, string>> = {
  ...{ PLUS: '+', MINUS: '-', MULTIPLY: '*', DIVIDE: '/', MODULO: '%', EQ: '==', NE: '!=', LT: '<', LE: '<=' },
  ...{ GT: '>', GE: '>=', AND: '&&', OR: '||', NOT: '!', IN: '"in"', LPAREN: '(', RPAREN: ')', LBRACKET: '[' },
  ...{ RBRACKET: ']', LBRACE: '{', RBRACE: '}', DOT: '.', COMMA: ',', COLON: ':', QUESTION: '?' },
  ...{ NUMBER: 'number', STRING: 'text', BYTES: 'text', BOOLEAN: 'true or false', NULL: 'null', IDENTIFIER: 'name' },
};

const signOf = (token = ''): string => signs[token] ?? 'text';

/** The node's operator if it is one of these. */
function signAt(node: ASTNode | null, operators: readonly string[], otherwise: string): string {
  return node && operators.includes(node.op) ? node.op : otherwise;
}

/** The node as it was typed. */
function sourceOf(node: ASTNode | null): string | null {
  return node ? cutText(node.input.slice(node.start, node.end), 60) : null;
}
