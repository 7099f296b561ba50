/** Describes values that an operator or a function of a condition can't use. */
import type { ASTNode } from '@marcbachmann/cel-js';
import { allFields } from '../../events/fields.ts';
import { listOr } from '../../util/lists.ts';
import { cutText } from '../../util/text/cut.ts';

/** An operand: the library's name of its type, and its text as typed, null if unknown. */
interface Operand {
  type: string;
  source: string | null;
}

/** Describes the types of an operator, `string > int`, `!string` or `-string`. `node` is the operator's. */
export function describeOperands(types: string, node: ASTNode | null): string {
  const unary = /^([!-])/.exec(types)?.[1];
  if (unary === '!') return '! needs a true or false value';
  if (unary === '-') return '- needs a number';
  const [, leftType = '', operator = '', rightType = ''] = /^(.*) (\S+) (.*)$/.exec(types) ?? [];
  const [left, right] = sidesOf(node);
  const operands = [
    { type: plain(leftType), source: left },
    { type: plain(rightType), source: right },
  ] as const;
  return operator === 'in' ? describeIn(...operands) : describeBinary(operator, ...operands);
}

function describeIn(item: Operand, list: Operand): string {
  if (!isList(list.type)) return '"in" needs a list on its right';
  const entry = /^list<(.*)>$/.exec(list.type)?.[1] ?? 'dyn';
  if (isObject(entry)) return `${list.source ?? 'This list'} has entries with several fields. Use exists()`;
  return `Can't find ${nameOf(item.type)} in a list of ${nameOf(entry).replace(/^an? (.*)$/, '$1s')}`;
}

function describeBinary(operator: string, left: Operand, right: Operand): string {
  const list = [left, right].find(({ type }) => isList(type));
  if (list) return list.source === null ? "Can't use a list here" : describeList(list.source);
  const object = [left, right].find(({ type }) => isObject(type));
  if (object) return describeObject(object.source ?? 'This value', object.type);
  const names = [nameOf(left.type), nameOf(right.type)] as const;
  if (/^[+*/%-]$/.test(operator)) return `Can't use ${operator} with ${names[0]} and ${names[1]}`;
  return `Can't compare ${names[0]} with ${names[1]} using ${operator}`;
}

const describeList = (source: string): string => `${source} is a list. Use size(${source})`;

/** `call has several fields. Compare one of them, for example call.kind == "audio"` */
function describeObject(source: string, type: string): string {
  const inside = type.endsWith('_') ? `${type.slice(0, -1)}[].` : `${type}.`;
  const fields = allFields.filter(({ path, kind }) => path.startsWith(inside) && kind === 'text');
  const field = fields.find(({ values }) => values) ?? fields[0];
  if (!field) return `${source} has several fields. Compare one of them`;
  const example = `${source}.${field.path.slice(inside.length)} == "${field.values?.[0] ?? '…'}"`;
  return `${source} has several fields. Compare one of them, for example ${example}`;
}

/** Describes a condition whose value isn't true or false. */
export function describeResult(type: string, source: string): string {
  const written = cutText(source.trim(), 60);
  if (isList(plain(type))) return `${written} is a list. Compare its size, for example size(${written}) > 1`;
  if (isObject(plain(type))) return describeObject(written, plain(type));
  return `Must be true or false, not ${nameOf(plain(type))}: compare it with a value`;
}

const textSearch = (name: string) => `Use ${name}() on text, with text in quotes: call.caller.name.${name}("Ann")`;
const textChange = (name: string) =>
  `Use ${name}() on text, with nothing in the parentheses: call.caller.name.${name}()`;

/** The right use of each function with values that it can't use otherwise. */
const uses: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['contains', 'startsWith', 'endsWith'].map(name => [name, textSearch(name)])),
  ...Object.fromEntries(['lowerAscii', 'upperAscii', 'trim'].map(name => [name, textChange(name)])),
  size: 'Use size() with one list or text: size(session.people)',
  int: 'Use int() with one number: int(call.duration)',
  double: 'Use double() with one number: double(call.duration)',
  timestamp: 'Use timestamp() with one time: timestamp(time)',
};

/** Describes how to use a function whose values are of the wrong kind or number. */
export function describeMisuse(name: string): string {
  if (name.startsWith('get')) return `Use ${name}() on a time: timestamp(time).${name}()`;
  return uses[name] ?? `${name}() can't use these values. Use ${listOr(Object.keys(uses))}`;
}

/** Removes the mark of a type that is only known when the condition runs: `dyn<string>` is `string`. */
const plain = (type: string): string => type.replaceAll(/\bdyn<([^<>]*)>/g, '$1');

const isList = (type: string): boolean => /^list\b/.test(type);

/** Object types have the path of their field; the entries of `session.people` have the type `session.people_`. */
const isObject = (type: string): boolean => /^(?!google\.)[a-z]+(\.\w+)+$/.test(type) || objects.has(type);
const objects = new Set(allFields.filter(({ kind }) => kind === 'object').map(({ path }) => path));

const names: Readonly<Record<string, string>> = {
  ...{ string: 'text', bytes: 'text', int: 'a number', uint: 'a number', double: 'a number' },
  ...{ bool: 'a true or false value', null: 'null', 'google.protobuf.Timestamp': 'a time', dyn: 'this value' },
};

const nameOf = (type: string): string => names[type] ?? (isList(type) ? 'a list' : 'this value');

/** Both sides of an operator as they were typed. */
function sidesOf(node: ASTNode | null): [string | null, string | null] {
  if (!node || !Array.isArray(node.args)) return [null, null];
  const [left, right] = (node.args as readonly unknown[]).map(side => sourceOf(side as ASTNode));
  return [left ?? null, right ?? null];
}

function sourceOf({ input, start, end }: ASTNode): string | null {
  return typeof input === 'string' ? cutText(input.slice(start, end), 60) : null;
}
