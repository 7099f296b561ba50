/** A session, which is a call or a meeting. build-session.ts computes it from its events; only long ones have a stored state. */
import { z } from 'zod';
import { callKinds, callOutcomes, parts, person } from './event.ts';

const text = z.string().nullable();
const number = z.number().nullable();

/**
 * One person in a session. `joinedAt` is their first moment, `leftAt` their last, null while they are present.
 * `seconds` is the total over all stays; null while one is open, or if the start of one is unknown.
 * `visits` is the number of stays, which don't overlap.
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
  /** In seconds; null until the end, and for a call without a known answer. */
  duration: number,
  /** From the newest reports; see stay-reports.ts. */
  people: z.array(attendee),
  /** The largest number of people at once; null without known attendees. */
  peak: number,
  recordings: z.array(parts.recording),
  transcripts: z.array(parts.transcription),
});

export type Session = z.infer<typeof sessionSchema>;
export type Attendee = z.infer<typeof attendee>;
