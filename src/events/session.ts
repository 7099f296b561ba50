/** What is known of a session, a call or a meeting: the fold of its events (fold.ts), never a row that drifts. */
import { z } from 'zod';
import { callKinds, callOutcomes, parts, person } from './event.ts';

const text = z.string().nullable();
const number = z.number().nullable();

/**
 * One person in a session. `joinedAt` is the first and `leftAt` the last moment, null while they are there.
 * `seconds` is the total over all stays, null while one is still open or one's beginning is not known.
 * `visits` is how many stays there are: they are in order and never overlap.
 */
const attendee = z.object({
  id: text,
  name: text,
  joinedAt: text,
  leftAt: text,
  seconds: number,
  visits: z.number(),
  stays: z.array(z.object({ joinedAt: text, leftAt: text })),
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
  /** In seconds, null until it is over and for a call that nobody is known to have taken. */
  duration: number,
  people: z.array(attendee),
  /** The most people at once, null when nobody is known to have come. */
  peak: number,
  recordings: z.array(parts.recording),
  transcripts: z.array(parts.transcription),
});

export type Session = z.infer<typeof sessionSchema>;
export type Attendee = z.infer<typeof attendee>;
