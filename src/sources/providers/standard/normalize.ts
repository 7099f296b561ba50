import { type PartName, parts } from '../../../events/event.ts';
import { type EventTypeName, findEventType } from '../../../events/types.ts';
import { nameOther, quarantine } from '../../define-triggers.ts';
import { keyOfBody } from '../../idempotency-key.ts';
import { isRecord, readText } from '../../lenient-fields.ts';
import { describeProblems, describeUnread } from '../../payload-problems.ts';
import type { Normalized } from '../../source.ts';
import { body as bodySchema } from './schema.ts';

/** Normalizes a body, which has our own names already. Pure; never throws for any body. */
export function normalize(body: unknown): Normalized {
  if (!isRecord(body)) return quarantine('unknown', 'other.unknown', body, ["The body isn't a JSON object."]);
  const trigger = readText(body.type);
  if (!trigger) return quarantine('unknown', 'other.unknown', body, ['The body has no type.']);
  const type = findEventType(trigger) ? (trigger as EventTypeName) : nameOther(trigger.replace(/^other\./, ''));
  const named = trigger.slice(0, 200);
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) return quarantine(named, type, body, describeProblems(body, parsed.error));
  const { time, subject, ...read } = parsed.data;
  const known = Object.entries(read).filter(([name, part]) => Object.hasOwn(parts, name) && part !== undefined);
  return {
    ...{ trigger: named, type, time, subject },
    ...(Object.fromEntries(known) as Partial<Record<PartName, never>>),
    notes: describeUnread(body, parsed.data),
    // Only without a signature: otherwise the signed webhook-id is the key.
    key: keyOfBody(body),
    problems: [],
  };
}
