/** The values of an event that a condition can read. */
import { z } from 'zod';
import { type Event, fillPart, type PartName, parts } from '../../events/event.ts';
import { envelopeFields } from '../../events/fields.ts';
import { type Session, sessionSchema } from '../../events/session.ts';

/** Values by name: the envelope, every part, and the session. */
export type ConditionContext = Readonly<Record<string, unknown>>;

/** Finds the event's session; null for an event without one. Called at most once, when a condition uses the session. */
export type FindSession = () => Session | null;

const names = Object.keys(parts) as PartName[];
const absentParts = Object.fromEntries(names.map(name => [name, fillPart(name)]));
const absentSession = emptyOf(sessionSchema);

/** Creates the context of an event. Missing parts exist with every field null, so reading them is never an error. */
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
