/** The subset of Handlebars that templates can use: no partials, no decorators, only these blocks, bounded depth. */
import Handlebars from 'handlebars';
import { didYouMean } from '../../did-you-mean.ts';
import { bounds, TemplateError } from '../bounds.ts';
import { withoutMarks } from '../markdown/placeholders.ts';
import { helperUses } from './helpers.ts';

export const blockNames = ['if', 'unless', 'each', 'with'] as const;

/** Calls `visit` for a node and its descendants, parents first, with their depth. */
export function walkSyntax(node: hbs.AST.Node, visit: (node: hbs.AST.Node, depth: number) => void, depth = 0): void {
  visit(node, depth);
  for (const [key, child] of Object.entries(node)) {
    for (const inner of Array.isArray(child) ? child : [child]) {
      if (key !== 'loc' && isNode(inner)) walkSyntax(inner, visit, depth + (deeper.has(inner.type) ? 1 : 0));
    }
  }
}

const deeper = new Set(['BlockStatement', 'SubExpression']);
const isNode = (value: unknown): value is hbs.AST.Node =>
  typeof value === 'object' && value !== null && 'type' in value;

/** The syntax tree of a template's text. Throws a TemplateError that names the line. */
export function parseSyntax(text: string): hbs.AST.Program {
  if (text.length > bounds.template)
    throw new TemplateError(`Longer than ${bounds.template.toLocaleString('en')} characters`);
  checkBrackets(text);
  const program = parse(withoutMarks(text));
  walkSyntax(program, (node, depth) => {
    if (depth > bounds.depth) throw at(node, `Nested more than ${bounds.depth} levels deep`);
    if (/^(Partial|Decorator)/.test(node.type))
      throw at(node, "Partials ({{> …}}) and decorators ({{* …}}) aren't supported");
    if (node.type === 'BlockStatement') checkBlock(node as hbs.AST.BlockStatement);
    if (node.type === 'SubExpression') checkCall(node as hbs.AST.SubExpression, '', Object.keys(helperUses));
    if (node.type === 'MustacheStatement') checkMustache(node as hbs.AST.MustacheStatement);
  });
  return program;
}

/** Rejects deeply nested calls before parsing, since parsing thousands of them takes long. */
function checkBrackets(text: string): void {
  let inside = false;
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/\{\{|\}\}|"[^"{}]*"|'[^'{}]*'|[()]/g)) {
    if (token === '{{' || token === '}}') [inside, depth] = [token === '{{', 0];
    else if (inside && token === '(') depth += 1;
    else if (inside && token === ')') depth -= 1;
    if (depth > bounds.depth) {
      const line = text.slice(0, index).split('\n').length;
      throw new TemplateError(`line ${line}: Nested more than ${bounds.depth} levels deep`);
    }
  }
}

function parse(text: string): hbs.AST.Program {
  try {
    return Handlebars.parse(text);
  } catch (error) {
    throw new TemplateError(explainParseError(error), { cause: error });
  }
}

/** Shortens Handlebars' errors, which have the line, an excerpt with an arrow, and the expected tokens. */
function explainParseError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const line = /(?:line | - )(\d+)/i.exec(message)?.[1] ?? '1';
  const [, opened, closed] = /(\w+) doesn't match (\w+)/.exec(message) ?? [];
  if (opened) return `line ${line}: {{#${opened}}} is closed by {{/${closed}}}`;
  return `line ${line}: Syntax error: check for an unclosed or misspelled {{ }}`;
}

function checkBlock(node: hbs.AST.BlockStatement): void {
  checkCall(node, '#', blockNames);
  if (node.params.length !== 1)
    throw at(node, `{{#${node.path.original}}} needs one value, like {{#${node.path.original} …}}`);
}

function checkMustache(node: hbs.AST.MustacheStatement): void {
  if (node.path.type !== 'PathExpression') throw at(node, "Plain text doesn't need {{ }}");
  const path = node.path as hbs.AST.PathExpression;
  if (node.params.length > 0 || node.hash) checkCall({ ...node, path }, '', Object.keys(helperUses));
}

function checkCall(
  node: { path: hbs.AST.PathExpression; loc: hbs.AST.SourceLocation },
  sign: string,
  known: readonly string[],
): void {
  const name = String(node.path.original);
  if (known.includes(name)) return;
  throw at(node, `Unknown helper {{${sign}${name}}}${didYouMean(name, known)}`);
}

const at = (node: { loc: hbs.AST.SourceLocation }, problem: string) =>
  new TemplateError(`line ${node.loc.start.line}: ${problem}`);
