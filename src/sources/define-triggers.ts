/**
 * Trigger groups: triggers whose bodies have the same shape. A provider is a list of groups. Unknown triggers, wrong shapes,
 * keys and notes are handled here for every provider. Nothing here throws.
 */
import type { z } from 'zod';
import type { Parts } from '../events/event.ts';
import type { EventTypeName } from '../events/types.ts';
import { type KeyField, keyOfBody, keyOfFields } from './idempotency-key.ts';
import { isRecord, readText } from './lenient-fields.ts';
import { describeProblems, describeUnread } from './payload-problems.ts';
import type { Normalized } from './source.ts';

export type Triggers = Readonly<Record<string, EventTypeName>>;

/** The fields that a group reads from a valid body. Defaults: the table's type, and the hash of the body as the key. */
interface NormalizedFields extends Partial<Parts>, Partial<Pick<Normalized, 'type' | 'repeat'>> {
  subject: string | null;
  time: string | null;
  /** Paths of the documented idempotency key. */
  key?: readonly KeyField[];
  /** The identity of an event that several webhooks report; takes precedence over `key`. */
  identity?: readonly string[];
}

interface TriggerGroup {
  readonly triggers: Triggers;
  normalize(trigger: string, type: EventTypeName, body: unknown): Normalized;
}

/** Defines a trigger group. `shape` parses a body; `read` gets the parsed body and the trigger. */
export function defineTriggers<Shape extends z.ZodType>(
  triggers: Triggers,
  shape: Shape,
  read: (body: z.output<Shape>, trigger: string) => NormalizedFields,
): TriggerGroup {
  return {
    triggers,
    normalize(trigger, type, body) {
      const parsed = shape.safeParse(body);
      if (!parsed.success) return quarantine(trigger, type, body, describeProblems(body, parsed.error));
      const { key, identity, ...understood } = read(parsed.data, trigger);
      return {
        trigger,
        type,
        ...understood,
        notes: describeUnread(body, parsed.data),
        key: identity ?? (key ? keyOfFields(body, key) : keyOfBody(body)),
        problems: [],
      };
    },
  };
}

/** Creates a provider's normalizer. Bodies name their trigger in `field`, or contain one of `fallbackTriggers` as a key. */
export function createNormalize(
  field: string,
  families: readonly TriggerGroup[],
  fallbackTriggers: readonly string[] = [],
): (body: unknown) => Normalized {
  const byTrigger = new Map(families.flatMap(family => Object.keys(family.triggers).map(name => [name, family])));
  return body => {
    if (!isRecord(body)) return quarantine('unknown', 'other.unknown', body, ["The body isn't a JSON object."]);
    const trigger = readText(body[field]) ?? fallbackTriggers.find(key => Object.hasOwn(body, key));
    if (!trigger) return quarantine('unknown', 'other.unknown', body, [`The body has no ${field}.`]);
    const family = byTrigger.get(trigger);
    return family
      ? family.normalize(trigger, family.triggers[trigger] ?? nameOther(trigger), body)
      : acceptUnknown(trigger, body);
  };
}

/** An unknown trigger becomes an event of type `other.<trigger>`. */
function acceptUnknown(trigger: string, body: Record<string, unknown>): Normalized {
  const subject = isRecord(body.data) ? readText(body.data.sessionId) : null;
  return { ...quarantine(trigger.slice(0, 200), nameOther(trigger), body, []), subject };
}

/** An event whose body doesn't fit, with its problems. */
export function quarantine(trigger: string, type: EventTypeName, body: unknown, problems: string[]): Normalized {
  return { trigger, type, subject: null, time: null, notes: [], key: keyOfBody(body), problems };
}

/** `other.` and the trigger, reduced to at most 60 characters that are safe in a type. */
export function nameOther(trigger: string): EventTypeName {
  const safe = trigger
    .slice(0, 60)
    .toLowerCase()
    .replaceAll(/[^a-z0-9_.-]+/g, '-');
  return `other.${safe}`;
}

/** Seconds, with fractions, between two times; null if either is unknown or they are in the wrong order. */
export function secondsBetween(from: string | null, to: string | null): number | null {
  if (from === null || to === null) return null;
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  return seconds >= 0 ? seconds : null;
}
