/** Turns zod's issues into problems in plain words, with suggestions for unknown names. */
import { z } from 'zod';
import { nearest } from '../did-you-mean.ts';
import { listOr } from '../util/lists.ts';
import { cutText } from '../util/text/cut.ts';
import { showInvisible } from '../util/text/invisible.ts';
import type { Problem } from './problem.ts';

type Path = readonly (string | number)[];

/** Parses `input`. Returns null for invalid input and adds its problems to `problems`, below `path`. */
export function parseWithProblems<T>(schema: z.ZodType<T>, input: unknown, path: Path, problems: Problem[]): T | null {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const inner = issue.path.map(step => (typeof step === 'number' ? step : String(step)));
    for (const problem of problemsOf(issue, schema, input, inner)) {
      problems.push({ ...problem, path: [...path, ...problem.path] });
    }
  }
  return null;
}

function problemsOf(issue: z.core.$ZodIssue, schema: z.ZodType, input: unknown, path: Path): Problem[] {
  const value = path.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], input);
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path);
    return issue.keys.map(key => ({
      path: [...path, key],
      message: `Unknown field "${showInvisible(cutText(key, 60))}"`,
      ...suggest(nearest(key, known)),
      ofKey: true,
    }));
  }
  if (value === undefined) return [{ path, message: missing(path.at(-1)) }];
  if (issue.code === 'invalid_value') {
    const words = issue.values.map(String);
    if (value === 'notify' && words.includes('post')) return [{ path, message: '"notify" is now called "post"' }];
    return [{ path, message: `Must be ${listOr(words)}`, ...suggest(nearest(String(value), words)) }];
  }
  if (issue.code === 'invalid_type') {
    return [{ path, message: `Must be ${kinds[issue.expected] ?? issue.expected}, not ${kindOf(value)}` }];
  }
  if (issue.code === 'invalid_union') return [{ path, message: 'Must be a string or a list of strings' }];
  return [{ path, message: issue.message }];
}

/** A suggestion to spread into a problem; empty for null. */
export function suggest(word: string | null): { suggestion?: string } {
  return word === null ? {} : { suggestion: word };
}

function missing(name: string | number | undefined): string {
  return name === 'on' ? 'Missing. Add event types, e.g. on: call.missed' : 'Missing. Add a value';
}

/** Kinds of values by zod's names. */
const kinds: Readonly<Record<string, string>> = {
  array: 'a list like [ … ]',
  object: 'a mapping like { name: value }',
  record: 'a mapping like { name: value }',
  string: 'a string',
  number: 'a number',
  boolean: 'true or false',
};

function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'boolean' ? String(value) : (kinds[typeof value]?.split(' like')[0] ?? typeof value);
}

/** The allowed names of the object at `path` in a schema. */
function keysAt(schema: z.core.$ZodType, path: Path): string[] {
  const bare = unwrap(schema);
  const [step, ...rest] = path;
  if (bare instanceof z.ZodObject) {
    if (step === undefined) return Object.keys(bare.shape);
    return keysAt(bare.shape[step], rest);
  }
  return bare instanceof z.ZodArray && step !== undefined ? keysAt(bare.element, rest) : [];
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable) {
    return unwrap(schema.def.innerType);
  }
  return schema instanceof z.ZodPipe ? unwrap(schema.def.in) : schema;
}
