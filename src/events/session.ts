/** A session, a call or a meeting, is the fold of its events: never a row that drifts. */
import { z } from 'zod';
import { callKinds, callOutcomes, parts, person } from './event.ts';

const text = z.string().nullable();
const number = z.number().nullable();

/** One person in a session. `seconds` is the total over all of their stays, null while one is still open. */
const attendee = z.object({
  id: text,
  name: text,
  joinedAt: text,
  leftAt: text,
  seconds: number,
  visits: z.number(),
});

export const sessionSchema = z.object({
  /** The provider's session id. */
  id: text,
  kind: z.enum(callKinds).nullable(),
  outcome: z.enum(callOutcomes).nullable(),
  caller: person,
  callee: person,
  group: person,
  startedAt: text,
  endedAt: text,
  /** In seconds, null until it is over. */
  duration: number,
  people: z.array(attendee),
  /** The most people at once, null when nobody is known to have come. */
  peak: number,
  recordings: z.array(parts.recording),
  transcripts: z.array(parts.transcription),
});

export type Session = z.infer<typeof sessionSchema>;
export type Attendee = z.infer<typeof attendee>;
