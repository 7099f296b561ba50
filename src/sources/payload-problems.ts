/** Describes unreadable values of a webhook (notes) and wrong shapes (problems). */
import type { z } from 'zod';
import { shorten } from '../util/text/cut.ts';
import { hasVisibleText } from '../util/text/visible.ts';
import { isRecord } from './lenient-fields.ts';

/** Maximum characters of a quoted value, which is hostile. */
const longestQuote = 60;
/** Maximum number of sentences: a body can have half a million wrong entries. */
const mostSentences = 50;

/** One sentence for each field that lenient-fields.ts read as null although the body has it; at most 50. */
export function describeUnread(raw: unknown, read: unknown): string[] {
  const sentences = unread(raw, read, '');
  return [...sentences.slice(0, mostSentences), ...describeRest(sentences.length)];
}

function unread(raw: unknown, read: unknown, path: string): string[] {
  if (read === null) return isAbsent(raw) ? [] : [`Couldn't read ${path}: ${quote(raw)}.`];
  if (typeof read !== 'object' || typeof raw !== 'object' || raw === null) return [];
  const source: Record<string, unknown> = { ...(Array.isArray(read) ? Object.values(raw) : raw) };
  return Object.entries(read).flatMap(([key, value]) =>
    Object.hasOwn(source, key) ? unread(source[key], value, join(path, key)) : [],
  );
}

/** One sentence with the path for each part of the body with a wrong shape; at most 50. */
export function describeProblems(raw: unknown, error: z.ZodError): string[] {
  const sentences = error.issues.slice(0, mostSentences).map(issue => {
    const path = issue.path.map(String);
    const value = path.reduce<unknown>(
      (at, key) => (isRecord(at) || Array.isArray(at) ? Reflect.get(at, key) : at),
      raw,
    );
    const expected = issue.code === 'invalid_type' && issue.expected === 'array' ? 'a list' : 'an object';
    if (value === undefined) return `${path.join('.')} is missing.`;
    return `${path.join('.')}: expected ${expected}, got ${kindOf(value)}.`;
  });
  return [...sentences, ...describeRest(error.issues.length)];
}

function describeRest(count: number): string[] {
  return count > mostSentences ? [`And ${count - mostSentences} more.`] : [];
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/** Whether a value is absent; some clients send a blank string for that. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && !hasVisibleText(value));
}

function quote(value: unknown): string {
  if (typeof value !== 'string') return typeof value === 'object' ? kindOf(value) : String(value);
  return JSON.stringify(shorten(value, longestQuote));
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
