/** Computes idempotency keys from webhook bodies. */
import { hash } from 'node:crypto';
import { inspect } from 'node:util';
import { isRecord, readText } from './lenient-fields.ts';

/** A path such as `data.call.id`, or several paths, of which the first existing one counts. */
export type KeyField = string | readonly string[];

/** The key of these fields' values, in order. A body without one of them gets its own hash as the key. */
export function keyOfFields(body: unknown, fields: readonly KeyField[]): string[] {
  const values = fields.map(field =>
    [field]
      .flat()
      .map(path => valueAt(body, path))
      .find(value => value !== null),
  );
  return values.every(value => value !== undefined) ? (values as string[]) : keyOfBody(body);
}

/** The key of the whole body: equal JSON is the same event, independent of key order, white space and escapes. */
export function keyOfBody(body: unknown): string[] {
  return ['body', hash('sha256', write(body))];
}

function valueAt(body: unknown, path: string): string | null {
  const value = path
    .split('.')
    .reduce<unknown>((at, name) => (isRecord(at) && Object.hasOwn(at, name) ? at[name] : undefined), body);
  return readText(value);
}

/** Writes canonical JSON. Values outside JSON (a bigint) become text, since normalizing never throws. */
function write(body: unknown): string {
  try {
    return writeCanonical(body);
  } catch {
    return inspect(body);
  }
}

/** Writes JSON with sorted keys and no white space. Throws RangeError for values nested thousands of levels deep. */
export function writeCanonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeCanonical).join()}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? 'null';
  const fields = Object.keys(value)
    .sort()
    .map(key => `${JSON.stringify(key)}:${writeCanonical(value[key])}`);
  return `{${fields.join()}}`;
}
