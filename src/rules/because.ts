/** Why a condition says what it says of an event, in words. */
import { type ASTNode, serialize } from '@marcbachmann/cel-js';
import type { Context } from './condition/context.ts';
import { running } from './condition/environment.ts';
import { findNames } from './condition/names.ts';
import type { Condition } from './condition.ts';

/** How much of a value is shown. */
const shown = 60;

/**
 * `call.kind is "audio", so call.kind == "video" is false`: the part of a condition that decides, with the values it
 * saw. Values are an event's, and so hostile: the text is plain and must be escaped like any other.
 */
export function because(condition: Condition, context: Context): string {
  return explainNode(condition.ast, context);
}

function explainNode(node: ASTNode, context: Context): string {
  const result = judge(node, context);
  if (node.op === '&&' && result !== true) {
    return explainNode(node.args.find(part => judge(part, context) === result) ?? node.args[0], context);
  }
  if (node.op === '||' && result !== true) return node.args.map(part => explainNode(part, context)).join('; ');
  const saw = findNames(node).paths.flatMap(path => describe(path, context));
  const text = serialize(node);
  const verdict = result === null ? `${text} cannot be judged` : `${text} is ${result}`;
  return saw.length === 0 ? verdict : `${saw.join(', ')}, so ${verdict}`;
}

/** Null: it fails, or is neither true nor false. */
function judge(node: ASTNode, context: Context): boolean | null {
  try {
    const value: unknown = running.parse(serialize(node))(context);
    return typeof value === 'boolean' ? value : null;
  } catch {
    return null;
  }
}

function describe(path: string, context: Context): string[] {
  const value = path.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], context);
  if (value === null) return [`${path} is not known`];
  if (Array.isArray(value)) return [`${path} has ${value.length} ${value.length === 1 ? 'entry' : 'entries'}`];
  if (typeof value === 'object') return [];
  const text = typeof value === 'string' && value.length > shown ? `${value.slice(0, shown)}…` : value;
  return [`${path} is ${JSON.stringify(text)}`];
}
