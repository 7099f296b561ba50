/** Checks the field names and values of a condition, with suggestions for unknown ones. */
import type { ASTNode } from '@marcbachmann/cel-js';
import { nearest } from '../../did-you-mean.ts';
import { allFields } from '../../events/fields.ts';
import { listOr } from '../../util/lists.ts';
import { cutText } from '../../util/text/cut.ts';
import { suggest } from '../schema-problems.ts';
import { allowedFunctions, loopFunctions, roots, textFunctions } from './condition-functions.ts';

export interface ConditionProblem {
  message: string;
  /** In characters from 0. */
  position: number;
  suggestion?: string;
}

interface FoundNames {
  /** The fields of event and session that the condition reads. For fields of list entries, only the list. */
  paths: string[];
  problems: ConditionProblem[];
}

/** Variables of `exists(p, …)` and other loops, with the path of their values. */
type Scope = ReadonlyMap<string, string | null>;

const fields = new Map(allFields.filter(field => field.path !== 'type').map(field => [field.path, field]));

const search = 'Use contains, startsWith or endsWith';

/** Replacements for functions of CEL that aren't allowed. */
const replacements = new Map(
  Object.entries({
    join: 'Compare the entries instead, for example with exists()',
    has: 'Compare with null instead',
    matches: search,
    indexOf: search,
    lastIndexOf: search,
    split: search,
    substring: search,
    duration: 'Compare seconds instead, for example session.duration > 600',
  }),
);

export function findNames(ast: ASTNode): FoundNames {
  const paths = new Set<string>();
  const problems: ConditionProblem[] = [];
  visit(ast, new Map());
  return { paths: [...paths].filter(path => ![...paths].some(longer => longer.startsWith(`${path}.`))), problems };

  /** The path of a node that is a field; null for a computed node. */
  function visit(node: ASTNode, scope: Scope): string | null {
    switch (node.op) {
      case 'value':
        return null;
      case 'id':
        return scope.has(node.args) ? (scope.get(node.args) ?? null) : root(node.args, node.pos);
      case '.':
      case '.?':
        return member(visit(node.args[0], scope), node.args[1], node.pos);
      case '[]':
      case '[?]':
        return entry(visit(node.args[0], scope), node.args[1], scope);
      case 'call':
        return call(node.args[0], node.args[1], node.pos, scope);
      case 'rcall':
        return method(node.args, node.pos, scope);
      case '!_':
      case '-_':
        return computed([node.args], scope);
      case 'map':
        return computed(node.args.flat(), scope);
      case '==':
      case '!=':
        compare(visit(node.args[0], scope), node.args[1], node.args[0].start);
        compare(visit(node.args[1], scope), node.args[0], node.args[1].start);
        return null;
      case 'in':
        checkList(visit(node.args[1], scope), node.args[1].start, scope);
        compareWords(visit(node.args[0], scope), node.args[1]);
        return null;
      default:
        return computed(node.args, scope);
    }
  }

  function computed(nodes: readonly ASTNode[], scope: Scope): null {
    for (const node of nodes) visit(node, scope);
    return null;
  }

  function root(name: string, position: number): string | null {
    if (roots.includes(name)) return note(name);
    const message =
      name === 'type' ? 'Use "on" to select event types, not "if"' : `Unknown name "${cutText(name, 60)}"`;
    problems.push({ message, position, ...suggest(name === 'type' ? null : suggestName(name)) });
    return null;
  }

  function member(of: string | null, name: string, position: number): string | null {
    if (of === null) return null;
    const path = `${of}.${name}`;
    if (fields.has(path)) return note(path);
    const meant = suggestField(of, name);
    const siblings = [...fields.keys()].filter(isIn(of)).filter(field => !field.slice(of.length + 1).includes('.'));
    const use = meant === null && siblings.length > 0 ? `. Use ${listOr(siblings.slice(0, 10))}` : '';
    problems.push({ message: `Unknown field "${cutText(path, 100)}"${use}`, position, ...suggest(meant) });
    return null;
  }

  function entry(of: string | null, index: ASTNode, scope: Scope): string | null {
    visit(index, scope);
    if (of === null) return null;
    if (index.op === 'value' && typeof index.args === 'string') return member(of, index.args, index.pos);
    return fields.get(of)?.kind === 'list' ? `${of}[]` : null;
  }

  function call(name: string, args: readonly ASTNode[], position: number, scope: Scope): null {
    if (!allowedFunctions.has(name)) {
      const replacement = replacements.get(name);
      const use = replacement ?? `Use ${listOr([...textFunctions])}`;
      const meant = replacement ? null : nearest(name, [...allowedFunctions]);
      problems.push({ message: `${cutText(name, 60)}() isn't supported. ${use}`, position, ...suggest(meant) });
    }
    return computed(args, scope);
  }

  function method([name, receiver, args]: [string, ASTNode, ASTNode[]], position: number, scope: Scope): string | null {
    const of = visit(receiver, scope);
    const [variable, ...bodies] = args;
    if (!loopFunctions.includes(name) || variable?.op !== 'id') return call(name, args, position, scope);
    // One loop over people takes time linear in the webhook's size; a nested loop takes the square.
    if (scope.size > 0) problems.push({ message: `${name}() isn't supported inside another loop`, position });
    computed(bodies, new Map([...scope, [variable.args, of === null ? null : `${of}[]`]]));
    return name === 'filter' ? of : null;
  }

  /** Reports an `in` that reads an outer list once for each entry of the loop. */
  function checkList(path: string | null, position: number, scope: Scope): void {
    if (scope.size === 0 || path === null || path.includes('[]')) return;
    problems.push({
      message: `"in ${path}" isn't supported inside a loop. Use ${path}.exists(…) outside of it`,
      position,
    });
  }

  function compare(path: string | null, other: ASTNode, position: number): void {
    compareWords(path, other);
    if (path === null || fields.get(path)?.kind !== 'object') return;
    const suggestion = [...fields.keys()].find(isIn(path)) ?? null;
    problems.push({ message: `${path} has several fields. Compare one of them`, position, ...suggest(suggestion) });
  }

  function compareWords(path: string | null, node: ASTNode): void {
    const values = path === null ? undefined : fields.get(path)?.values;
    if (values === undefined) return;
    for (const item of node.op === 'list' ? node.args : [node]) {
      if (item.op !== 'value' || typeof item.args !== 'string' || values.includes(item.args)) continue;
      const meant = nearest(item.args, values);
      const use = meant === null ? `. Use ${listOr(values)}` : '';
      const message = `${path} can't be "${cutText(item.args, 60)}"${use}`;
      problems.push({ message, position: item.pos, ...suggest(meant) });
    }
  }

  function note(path: string): string {
    if (!path.includes('[]')) paths.add(path);
    return path;
  }
}

function isIn(path: string): (field: string) => boolean {
  return field => field.startsWith(`${path}.`);
}

/** The suggestion for an unknown name: a field of exactly that name, the session's first, else a similar name. */
function suggestName(name: string): string | null {
  const paths = [...fields.keys()].filter(path => lastName(path) === name && !path.includes('[]'));
  const path = paths.find(isIn('session')) ?? paths[0];
  return path ?? nearest(name, roots);
}

/**
 * The suggestion for an unknown field: a sibling with a similar name, else a nested field, else the
 * session's of that name. Fields of another part, like `call.room` for a meeting, would never match. */
function suggestField(of: string, name: string): string | null {
  const paths = [...fields.keys()].filter(path => !path.includes('[]') || of.includes('[]'));
  const family = paths.filter(isIn(of));
  const strangers = paths.filter(path => path === `session.${name}`);
  return (
    like(
      name,
      family.filter(path => !path.slice(of.length + 1).includes('.')),
    ) ??
    like(name, family) ??
    like(name, strangers)
  );
}

function like(name: string, paths: readonly string[]): string | null {
  const word = nearest(name, paths.map(lastName));
  return paths.find(path => lastName(path) === word) ?? null;
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
