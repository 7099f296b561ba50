/** Recordings of a session, a participant, a track or a composition, and their merges. */
import { fillPart } from '../../../events/event.ts';
import { defineTriggers } from '../../define-triggers.ts';
import { meetingOf } from './meeting.ts';
import { repeatOf } from './repeat-counter.ts';
import { type Recording, recordingBody } from './schema.ts';
import { recordings as triggers } from './triggers.ts';

export const recordings = defineTriggers(triggers, recordingBody, ({ data }, trigger) => ({
  subject: data?.sessionId ?? null,
  time: null,
  ...(trigger.startsWith('participant-')
    ? repeatOf(trigger, [data?.sessionId, data?.participantId, data?.kind ?? ''])
    : {}),
  recording: fillPart('recording', {
    id: data?.id ?? data?.recordingId,
    scope: scopeOf(trigger),
    kind: data?.kind,
    format: data?.fileFormat,
    encrypted: data?.encryption ? true : null,
    participants: data ? participantsOf(data) : null,
    reason: data?.message,
    ...(data ? filesOf(data) : {}),
  }),
  ...meetingOf(data),
}));

function scopeOf(trigger: string) {
  if (trigger.includes('merge')) return 'merge';
  if (trigger.startsWith('composite-')) return 'composite';
  if (trigger.startsWith('participant-track-')) return 'track';
  return trigger.startsWith('participant-') ? 'participant' : 'session';
}

/** The recording's files. With your own storage there is only a path; older payloads have only the file's id. */
function filesOf({ fileUrl, filePath, fileId, fileDetails }: Recording) {
  const urls = (fileDetails ?? []).map(file => file.fileUrl).filter(url => url !== null);
  return {
    url: fileUrl ?? urls[0],
    path: filePath ?? fileDetails?.find(file => file.filePath)?.filePath ?? fileId,
    urls: urls.length > 0 ? urls : null,
  };
}

function participantsOf({ participantId, participants }: Recording) {
  if (participants) return participants.map(one => ({ id: one.participantId, name: null }));
  return participantId ? [{ id: participantId, name: null }] : null;
}
