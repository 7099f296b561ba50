/** The body of a webhook: our own event. It is read leniently; the published schema is the strict form. */
import { z } from 'zod';
import { parts } from '../../../events/event.ts';
import { optionalParts, writeSchema } from '../../../events/published-schema.ts';
import { eventTypeNames } from '../../../events/types.ts';
import { amount, flag, isRecord, list, moment, oneOf, text } from '../../lenient-fields.ts';

/** Reads a field leniently: an unreadable value becomes null, and only an object or a list can have the wrong shape. */
function lenient(type: z.core.$ZodType): z.ZodType {
  if (type instanceof z.ZodObject) return z.preprocess(value => value ?? {}, lenientObject(type));
  if (type instanceof z.ZodNullable) return isMoment(type) ? moment : lenient(type.def.innerType);
  if (type instanceof z.ZodArray) return list(lenient(type.def.element)).transform(items => items ?? null);
  if (type instanceof z.ZodEnum) return oneOf(type.options as string[]);
  if (type instanceof z.ZodNumber) return amount;
  if (type instanceof z.ZodBoolean) return flag;
  return text;
}

function lenientObject({ shape }: z.ZodObject): z.ZodObject {
  return z.object(Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, lenient(field)])));
}

const isMoment = (type: z.ZodType) => type.meta()?.format === 'date-time';

const envelope = { time: moment, subject: text };

/** A part that is null counts as missing. */
export const body = z.preprocess(
  value => (isRecord(value) ? Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null)) : value),
  z.object({
    ...envelope,
    ...(Object.fromEntries(
      Object.entries(parts).map(([name, part]) => [name, lenientObject(part).optional()]),
    ) as unknown as typeof optionalParts),
  }),
);

const published = z.object({
  type: z.union([z.enum(eventTypeNames), z.string()]).meta({
    description: 'One of the known types. Any other text becomes an event of type other.<text>.',
  }),
  time: z.iso.datetime({ offset: true }).nullable().meta({ description: 'When it happened.' }),
  subject: z.string().nullable().meta({
    description: "The call's or meeting's ID. Events with the same subject belong together.",
  }),
  ...optionalParts,
});

export const schema = {
  file: 'standard-event.schema.json',
  write: () =>
    writeSchema(
      'Callboard event',
      'The body of POST /webhooks/<source> for a source of the provider Standard Webhooks.',
      published,
      ['type'],
    ),
};
