import { fillPart, type Part } from '../../../events/event.ts';

/** The room of an event, if the body names it. */
export function meetingOf(data: { meetingId: string | null; roomId: string | null } | null): {
  meeting?: Part<'meeting'>;
} {
  const id = data?.meetingId ?? data?.roomId;
  return id ? { meeting: fillPart('meeting', { id }) } : {};
}
