/**
 * A family: triggers whose bodies have one shape. A provider is a list of families; what is the same for every
 * provider (unknown triggers, wrong shapes, keys, notes) is done here, and nothing here throws.
 */
import type { z } from 'zod';
import type { Parts } from '../events/event.ts';
import type { EventTypeName } from '../events/types.ts';
import { type KeyField, keyOfBody, keyOfFields } from './idempotency-key.ts';
import { isRecord, readText } from './lenient-fields.ts';
import { describeProblems, describeUnread } from './payload-problems.ts';
import type { Normalized } from './source.ts';

export type Triggers = Readonly<Record<string, EventTypeName>>;

/** What a family makes of a body that fits. Left out: the table's type, the hash of the body as the key. */
export interface NormalizedFields extends Partial<Parts>, Partial<Pick<Normalized, 'type' | 'repeat'>> {
  subject: string | null;
  time: string | null;
  /** The paths of the documented idempotency key. */
  key?: readonly KeyField[];
  /** What the event is, where several webhooks report the same; goes before `key`. */
  identity?: readonly string[];
}

export interface TriggerGroup {
  readonly triggers: Triggers;
  normalize(trigger: string, type: EventTypeName, body: unknown): Normalized;
}

/** `shape` is what a body must look like; `understand` gets it parsed, and how the trigger is called. */
export function defineTriggers<Shape extends z.ZodType>(
  triggers: Triggers,
  shape: Shape,
  understand: (body: z.output<Shape>, trigger: string) => NormalizedFields,
): TriggerGroup {
  return {
    triggers,
    normalize(trigger, type, body) {
      const parsed = shape.safeParse(body);
      if (!parsed.success) return quarantine(trigger, type, body, describeProblems(body, parsed.error));
      const { key, identity, ...understood } = understand(parsed.data, trigger);
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

/** The normalizer of a provider whose bodies name their trigger in `field`, or else (`fallbackTriggers`) by what they contain. */
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
      : keep(trigger, body);
  };
}

/** A trigger that nobody knows yet is an event all the same. */
function keep(trigger: string, body: Record<string, unknown>): Normalized {
  const subject = isRecord(body.data) ? readText(body.data.sessionId) : null;
  return { ...quarantine(trigger.slice(0, 200), nameOther(trigger), body, []), subject };
}

function quarantine(trigger: string, type: EventTypeName, body: unknown, problems: string[]): Normalized {
  return { trigger, type, subject: null, time: null, notes: [], key: keyOfBody(body), problems };
}

/** `other.` and the trigger in letters that are safe in a type, 60 at most. */
function nameOther(trigger: string): EventTypeName {
  const safe = trigger
    .slice(0, 60)
    .toLowerCase()
    .replaceAll(/[^a-z0-9_.-]+/g, '-');
  return `other.${safe}`;
}

/** Whole and split seconds from one moment to a later one; null when either is unknown or they lie the wrong way. */
export function secondsBetween(from: string | null, to: string | null): number | null {
  if (from === null || to === null) return null;
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  return seconds >= 0 ? seconds : null;
}
