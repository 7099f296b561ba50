/** What a condition sees of an event. */
import { z } from 'zod';
import { type Event, fillPart, type PartName, parts } from '../../events/event.ts';
import { envelopeFields } from '../../events/fields.ts';
import { type Session, sessionSchema } from '../../events/session.ts';

/** By name: the envelope, every part, and the session. */
export type ConditionContext = Readonly<Record<string, unknown>>;

/** Asked for only when a condition uses the session, and once at most. Null for an event that belongs to none. */
export type FindSession = () => Session | null;

const names = Object.keys(parts) as PartName[];
const absentParts = Object.fromEntries(names.map(name => [name, fillPart(name)]));
const absentSession = emptyOf(sessionSchema);

/** Parts that the event has not are there with every field null, so that asking of them is never an error. */
export function createContext(event: Event, findSession: FindSession): ConditionContext {
  const envelope = envelopeFields.map(({ path }) => [path, event[path as keyof Event]]);
  const present = names.filter(name => event[name]).map(name => [name, fillPart(name, event[name])]);
  let session: unknown;
  return Object.defineProperty({ ...absentParts, ...Object.fromEntries([...envelope, ...present]) }, 'session', {
    get: () => {
      session ??= findSession() ?? absentSession;
      return session;
    },
  });
}

function emptyOf(schema: z.core.$ZodType): unknown {
  if (schema instanceof z.ZodArray) return [];
  if (!(schema instanceof z.ZodObject)) return null;
  return Object.fromEntries(Object.entries(schema.shape).map(([name, field]) => [name, emptyOf(field)]));
}
