/** JSON Schemas that `npm run docs` writes to docs/, for the people who build the other side. */
import { z } from 'zod';
import { parts } from './event.ts';

export interface PublishedSchema {
  /** `standard-event.schema.json` */
  readonly file: string;
  write(): object;
}

/** Every part of an event as a field that may be missing. */
export const optionalParts = Object.fromEntries(
  Object.entries(parts).map(([name, part]) => [name, part.optional()]),
) as { [Name in keyof typeof parts]: z.ZodOptional<(typeof parts)[Name]> };

/** The JSON Schema of a body. Only the fields in `required` must be there: any other one may be missing or null. */
export function writeSchema(
  title: string,
  description: string,
  body: z.ZodObject,
  required: readonly string[],
): object {
  const schema = z.toJSONSchema(body, {
    io: 'input',
    override: ({ jsonSchema }) => {
      delete jsonSchema.required;
    },
  });
  return { ...schema, title, description, required };
}
