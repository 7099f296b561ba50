/** Resolves the names in a template to fields, by scope. */

import { didYouMean } from '../../did-you-mean.ts';
import { bounds } from '../bounds.ts';
import { templateFields } from './template-context.ts';

/**
 * The scope in which a block's names are looked up. `base` is the path of `this`: empty for the event itself, null if
 * unknown.
 */
export interface Scope {
  base: string | null;
  /** Block parameters and their paths. */
  names: Record<string, string | null>;
}

export const fields = new Map(templateFields.map(field => [field.path, field]));
const loopNames = ['root', 'index', 'first', 'last', 'key'];

/** The path of the field that a name refers to; null for an unknown or undecidable one. */
export function resolvePath(node: hbs.AST.PathExpression, scopes: Scope[], problems: string[]): string | null {
  if (node.data) return resolveData(node, problems);
  const scope = scopes[scopes.length - 1 - node.depth];
  if (!scope) {
    report(node, problems, `Too many ../ in ${node.original}`);
    return null;
  }
  const [first = '', ...rest] = node.parts;
  const owner =
    node.depth === 0 && !node.original.startsWith('this')
      ? scopes.findLast(({ names }) => Object.hasOwn(names, first))
      : undefined;
  const base = owner ? (owner.names[first] ?? null) : scope.base;
  if (base === null) return null;
  return lookUp(node, [base, ...(owner ? rest : node.parts)].filter(Boolean).join('.'), base, problems);
}

function resolveData(node: hbs.AST.PathExpression, problems: string[]): string | null {
  const [first = '', ...rest] = node.parts;
  if (first === 'root') return rest.length ? lookUp(node, rest.join('.'), '', problems) : null;
  if (!loopNames.includes(first)) report(node, problems, `Unknown name "@${first}"${didYouMean(first, loopNames)}`);
  return null;
}

function lookUp(node: hbs.AST.PathExpression, path: string, base: string, problems: string[]): string | null {
  if (path === base || fields.has(path)) return path || null;
  if (isFull(problems)) return null;
  const atTop = base !== '' && fields.has(node.parts.join('.'));
  const within = base === '' ? [...fields.keys()].filter(known => !known.includes('[]')) : fieldsWithin(`${base}.`);
  const name = node.parts.join('.');
  const hint = atTop ? `. Use @root.${name} here` : didYouMean(name, within);
  report(node, problems, `Unknown field "${path}"${hint}`);
  return null;
}

/** The names that can follow `prefix`. */
export function fieldsWithin(prefix: string): string[] {
  return [...fields.keys()]
    .filter(path => path.startsWith(prefix))
    .map(path => path.slice(prefix.length))
    .filter(path => !path.includes('[]'));
}

/** Whether the list of problems is full, since finding suggestions takes time. */
export const isFull = (problems: readonly string[]): boolean => problems.length >= bounds.problems;

/** Adds a problem with its line. */
export function report(node: Pick<hbs.AST.Node, 'loc'>, problems: string[], problem: string): void {
  if (!isFull(problems)) problems.push(`line ${node.loc.start.line}: ${problem}`);
}
