/**
 * The event: a normalized webhook.
 *
 * Each part below is a zod object with nullable leaves. A field that the provider doesn't send is `null`; values are
 * never made up. The TypeScript types and the field names of conditions and templates (fields.ts) come from these schemas.
 */
import { z } from 'zod';

const text = z.string().nullable();
const number = z.number().nullable();
const flag = z.boolean().nullable();
/** A moment as an ISO 8601 string in UTC, `2026-11-21T09:30:00.000Z`. */
const instant = z.string().nullable().meta({ format: 'date-time' });

/** A person as the provider names them. Id or display name may be unknown. */
export const person = z.object({ id: text, name: text });
export type Person = z.infer<typeof person>;

/** One stay of a person in a session, as the payload lists it. A person can have several. */
export const stay = z.object({ id: text, name: text, joinedAt: instant, leftAt: instant });
export type Stay = z.infer<typeof stay>;

const groupRef = z.object({ id: text, name: text });

export const callKinds = ['audio', 'video'] as const;
export const callOutcomes = ['unanswered', 'rejected', 'busy', 'cancelled', 'failed', 'answered'] as const;
export const recordingScopes = ['session', 'participant', 'track', 'composite', 'merge'] as const;

/** A ringing or telephone call. `duration` is in seconds. */
const call = z.object({
  id: text,
  kind: z.enum(callKinds).nullable(),
  outcome: z.enum(callOutcomes).nullable(),
  caller: person,
  callee: person,
  group: groupRef,
  /** The person who performed the action, such as declining. */
  actor: person,
  direction: z.enum(['inbound', 'outbound']).nullable(),
  /** The provider's own state of the call, in lower case. */
  status: text,
  room: text,
  startedAt: instant,
  endedAt: instant,
  duration: number,
  people: z.array(stay).nullable(),
});

/** A meeting or the media session of a call. `duration` is in seconds. */
const meeting = z.object({
  id: text,
  startedAt: instant,
  endedAt: instant,
  duration: number,
  reason: text,
  error: text,
  people: z.array(stay).nullable(),
});

const participant = z.object({
  id: text,
  name: text,
  joinedAt: instant,
  leftAt: instant,
  reason: text,
  /** The provider's value: `web`, `ios`, … */
  device: text,
});

/** A recording of a session, a person or a track. `duration` is in seconds. */
const recording = z.object({
  id: text,
  scope: z.enum(recordingScopes).nullable(),
  url: text,
  /** The file's location if there is no link: a path in your own storage, or the provider's file id. */
  path: text,
  urls: z.array(z.string()).nullable(),
  kind: text,
  format: text,
  startedAt: instant,
  duration: number,
  encrypted: flag,
  participants: z.array(person).nullable(),
  reason: text,
});

const transcription = z.object({ id: text, mode: text, url: text, startedAt: instant, endedAt: instant, reason: text });
const translation = z.object({ id: text, mode: text, reason: text });
/** A livestream or HLS broadcast. `url` can be rewound, `liveUrl` is live only. */
const stream = z.object({ id: text, url: text, liveUrl: text, reason: text });

const message = z.object({
  id: text,
  text: text,
  kind: text,
  sender: person,
  receiver: person,
  group: groupRef,
  /** The person who edited, deleted, pinned or read it. */
  actor: person,
  mentions: z.array(person).nullable(),
  reaction: text,
  conversation: text,
});

const group = z.object({
  id: text,
  name: text,
  kind: text,
  owner: text,
  oldOwner: text,
  memberCount: number,
  members: z.array(z.object({ id: text, name: text, scope: text, oldScope: text })).nullable(),
  actor: person,
});

const user = z.object({
  id: text,
  name: text,
  status: text,
  platform: text,
  actor: person,
  users: z.array(person).nullable(),
});
const moderation = z.object({ verdict: text, by: text, reason: text, rule: text });
const knowledge = z.object({ id: text, record: text, reason: text });
const resource = z.object({ id: text, composer: text });
const agent = z.object({ id: text, deployment: text, version: text, reason: text });
const batch = z.object({ id: text, name: text });
const campaign = z.object({ id: text, name: text, action: text });

/** Every part of an event, by the name that conditions and templates use. */
export const parts = {
  call,
  meeting,
  participant,
  recording,
  transcription,
  translation,
  stream,
  message,
  group,
  user,
  moderation,
  knowledge,
  resource,
  agent,
  batch,
  campaign,
};
export type PartName = keyof typeof parts;
export type Parts = { [Name in PartName]: z.infer<(typeof parts)[Name]> };
export type Part<Name extends PartName> = Parts[Name];

/**
 * A normalized webhook.
 *
 * `id`, `source`, `type`, `subject` and `time` are CloudEvents' names (https://github.com/cloudevents/spec).
 */
export interface Event extends Partial<Parts> {
  /** `evt_` and 32 hex digits: the hash of the provider's idempotency key. */
  id: string;
  /** The name of the source that received it. */
  source: string;
  provider: string;
  /** The provider's own name of the event. */
  trigger: string;
  /** One of types.ts, or `other.<trigger>`. */
  type: string;
  /** The id of the session it belongs to, as the provider gives it. */
  subject: string | null;
  /** The time that the provider reports, ISO 8601 UTC; null without one. */
  time: string | null;
  /** Values that could not be read, such as an impossible date or number. */
  notes: string[];
}

type DeepPartial<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]?: DeepPartial<T[K]> } : T;

/** The fields of a part that a payload has, as a normalizer returns them. */
export type PartInput<Name extends PartName> = DeepPartial<Parts[Name]>;

/** A complete part from its known fields; the others are `null`. */
export function fillPart<Name extends PartName>(name: Name, known?: PartInput<Name>): Part<Name> {
  return fill(readFields(parts[name]), { ...known }) as Part<Name>;
}

/** The fields of a part, each with its own fields or null. Cached, since walking zod's shapes for every event is slow. */
interface Fields {
  readonly names: readonly (readonly [string, Fields | null])[];
}

const fieldsOf = new WeakMap<z.ZodObject, Fields>();

function readFields(schema: z.ZodObject): Fields {
  const known = fieldsOf.get(schema);
  if (known) return known;
  const names = Object.entries(schema.shape).map(([name, type]) => {
    return [name, type instanceof z.ZodObject ? readFields(type) : null] as const;
  });
  fieldsOf.set(schema, { names });
  return { names };
}

function fill({ names }: Fields, known: Record<string, unknown>): Record<string, unknown> {
  const filled: Record<string, unknown> = {};
  for (const [name, inner] of names) {
    const value = known[name] ?? null;
    filled[name] = inner ? fill(inner, (value ?? {}) as Record<string, unknown>) : value;
  }
  return filled;
}

/** The channels that a test webhook may reach: the preview channels, or real channels as well. */
export type TestReach = 'preview' | 'real';

/** An event as it is stored. */
export interface StoredEvent extends Event {
  /** Set for a test webhook. Its messages are marked and ping no one. */
  test?: TestReach | null;
  /** The order of arrival. */
  seq: number;
  /** ISO 8601 UTC. */
  receivedAt: string;
  status: 'accepted' | 'quarantined';
  /** Reasons for the quarantine, one sentence each. */
  problems: string[];
}
