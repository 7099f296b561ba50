/** Telephone (SIP) calls, all of one shape. `from` and `to` are phone numbers. */
import { fillPart } from '../../../events/event.ts';
import { defineTriggers } from '../../define-triggers.ts';
import { judge } from './call-outcome.ts';
import { phoneBody } from './schema.ts';
import { phone as triggers } from './triggers.ts';

const ends = new Set(['call-hangup', 'call-missed']);

export const phone = defineTriggers(triggers, phoneBody, ({ data }, trigger) => {
  const time = data?.timestamp ?? null;
  const { outcome, ...type } = judge(trigger, data?.status ?? null);
  // Up to three webhooks report one failed call (missed, update, hangup), in any order: they are one event.
  const failed = outcome !== null && outcome !== 'answered' && data?.callId;
  return {
    ...type,
    ...(failed && { identity: ['call', failed, 'not connected'] }),
    subject: data?.sessionId ?? data?.callId ?? null,
    time,
    call: fillPart('call', {
      id: data?.callId,
      outcome,
      caller: data?.from ?? {},
      callee: data?.to ?? {},
      direction: data?.type,
      status: data?.status,
      room: data?.roomId ?? data?.meetingId,
      startedAt: trigger === 'call-answered' ? time : null,
      endedAt: ends.has(trigger) ? time : null,
    }),
  };
});
