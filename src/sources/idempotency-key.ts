/** Idempotency keys: what tells one event from another, read off the body as it came. */
import { hash } from 'node:crypto';
import { inspect } from 'node:util';
import { isRecord, readText } from './lenient-fields.ts';

/** A path such as `data.call.id`, or several of which the first that is there counts. */
export type KeyField = string | readonly string[];

/** The values of the fields in order; a body that lacks one of them is told by its own hash instead. */
export function keyOfFields(body: unknown, fields: readonly KeyField[]): string[] {
  const values = fields.map(field =>
    [field]
      .flat()
      .map(path => valueAt(body, path))
      .find(value => value !== null),
  );
  return values.every(value => value !== undefined) ? (values as string[]) : keyOfBody(body);
}

/** The hash of the whole body: the same JSON is the same event, whatever its key order, white space and escapes. */
export function keyOfBody(body: unknown): string[] {
  return ['body', hash('sha256', write(body))];
}

function valueAt(body: unknown, path: string): string | null {
  const value = path
    .split('.')
    .reduce<unknown>((at, name) => (isRecord(at) && Object.hasOwn(at, name) ? at[name] : undefined), body);
  return readText(value);
}

/** Writes canonical JSON; what JSON can't hold (a bigint) still gets a text, since normalizing never throws. */
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
