/** Idempotency keys: what tells one event from another, read off the body as it came. */
import { hash } from 'node:crypto';
import { inspect } from 'node:util';
import { isRecord, readText } from './leaves.ts';

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

/** The hash of the whole body: the same body is the same event. */
export function keyOfBody(body: unknown): string[] {
  return ['body', hash('sha256', write(body))];
}

function valueAt(body: unknown, path: string): string | null {
  const value = path
    .split('.')
    .reduce<unknown>((at, name) => (isRecord(at) && Object.hasOwn(at, name) ? at[name] : undefined), body);
  return readText(value);
}

/** As JSON; what is none (too deep, a bigint) still gets a text, since normalizing never throws. */
function write(body: unknown): string {
  try {
    return JSON.stringify(body) ?? String(body);
  } catch {
    return inspect(body);
  }
}
