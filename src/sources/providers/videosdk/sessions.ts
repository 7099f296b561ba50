/** Meetings and their participants. */
import { fillPart } from '../../../events/event.ts';
import { defineTriggers, secondsBetween } from '../../define-triggers.ts';
import { meetingOf } from './meeting.ts';
import { repeatOf } from './repeat-counter.ts';
import { participantBody, sessionBody } from './schema.ts';
import * as triggers from './triggers.ts';

export const sessions = defineTriggers(triggers.sessions, sessionBody, ({ data }, trigger) => {
  const start = data?.start ?? null;
  const end = data?.end ?? null;
  return {
    subject: data?.sessionId ?? null,
    time: trigger === 'session-started' ? start : end,
    meeting: fillPart('meeting', {
      id: data?.meetingId ?? data?.roomId,
      startedAt: start,
      endedAt: end,
      duration: secondsBetween(start, end),
      reason: data?.reason,
      error: data?.error,
    }),
  };
});

export const participants = defineTriggers(triggers.participants, participantBody, ({ data }, trigger) => ({
  subject: data?.sessionId ?? null,
  time: null,
  ...repeatOf(trigger, [data?.sessionId ?? data?.meetingId, data?.participantId]),
  participant: fillPart('participant', { id: data?.participantId, name: data?.participantName, reason: data?.reason }),
  ...meetingOf(data),
}));
