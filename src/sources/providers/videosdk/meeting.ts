import { fillPart, type Part } from '../../../events/event.ts';

/** The room that something happened in, where the body names it. */
export function meetingOf(data: { meetingId: string | null; roomId: string | null } | null): {
  meeting?: Part<'meeting'>;
} {
  const id = data?.meetingId ?? data?.roomId;
  return id ? { meeting: fillPart('meeting', { id }) } : {};
}
