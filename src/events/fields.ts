/** The field names of conditions and templates, read from the schemas of the event's parts and the session. */
import { z } from 'zod';
import { type PartName, parts } from './event.ts';
import { sessionSchema } from './session.ts';

type FieldKind = 'text' | 'number' | 'flag' | 'list' | 'object';

/** A field's name, kind and, for a choice, its possible values. */
export interface Field {
  /** `call.caller.name`; within a list `meeting.people[].name`. */
  path: string;
  kind: FieldKind;
  values?: readonly string[];
}

/** The fields of every event, apart from its parts. */
export const envelopeFields: readonly Field[] = ['id', 'source', 'provider', 'trigger', 'type', 'subject', 'time'].map(
  path => ({ path, kind: 'text' }),
);

/** Every field of one part in the schema's order; objects and lists come before their contents. */
export function fieldsOfPart(name: PartName): Field[] {
  return walk(name, parts[name]);
}

/** Every field of the session. */
export const sessionFields: readonly Field[] = walk('session', sessionSchema);

/** Every field: envelope, all parts, session. */
export const allFields: readonly Field[] = [
  ...envelopeFields,
  ...(Object.keys(parts) as PartName[]).flatMap(fieldsOfPart),
  ...sessionFields,
];

function walk(path: string, type: z.core.$ZodType): Field[] {
  if (type instanceof z.ZodNullable) return walk(path, type.def.innerType);
  if (type instanceof z.ZodObject) {
    const inner = Object.entries(type.shape).flatMap(([name, field]) => walk(`${path}.${name}`, field));
    return [{ path, kind: 'object' }, ...inner];
  }
  if (type instanceof z.ZodArray) {
    const inner = walk(`${path}[]`, type.def.element).filter(field => field.path !== `${path}[]`);
    return [{ path, kind: 'list' }, ...inner];
  }
  if (type instanceof z.ZodEnum) return [{ path, kind: 'text', values: type.options as string[] }];
  if (type instanceof z.ZodNumber) return [{ path, kind: 'number' }];
  if (type instanceof z.ZodBoolean) return [{ path, kind: 'flag' }];
  return [{ path, kind: 'text' }];
}
