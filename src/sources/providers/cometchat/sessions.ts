/** Sessions of calls and meetings: start, end, participants and recordings. */
import type { z } from 'zod';
import { fillPart, type Stay } from '../../../events/event.ts';
import { defineTriggers, secondsBetween } from '../../define-triggers.ts';
import { type Occupant, participantBody, recordingBody, sessionBody, transcriptionBody } from './schema.ts';
import * as triggers from './triggers.ts';

/** Keys: https://www.cometchat.com/docs/calls/webhooks-ringing and webhooks-call-session */
const key = ['webhook', 'trigger', 'data.sessionId'];

type SessionData = z.output<typeof sessionBody>['data'];

/** The subject, time and key of a session's start or end. */
const startOrEnd = (data: SessionData, trigger: string) => {
  const field = trigger.endsWith('_ended') ? 'destroyed_at' : 'created_at';
  return { subject: data.sessionId, time: data[field], key: [...key, `data.${field}`] };
};

/** The fields that calls and meetings share. */
const sessionFields = (data: SessionData) => ({
  id: data.sessionId,
  startedAt: data.created_at,
  endedAt: data.destroyed_at,
  duration: secondsBetween(data.created_at, data.destroyed_at),
  people: data.all_occupants?.map(toStay) ?? null,
});

export const calls = defineTriggers(triggers.calls, sessionBody, ({ data }, trigger) => ({
  ...startOrEnd(data, trigger),
  call: fillPart('call', {
    ...sessionFields(data),
    kind: agreedKind(data.all_occupants ?? []),
    outcome: 'answered',
  }),
}));

export const meetings = defineTriggers(triggers.meetings, sessionBody, ({ data }, trigger) => ({
  ...startOrEnd(data, trigger),
  meeting: fillPart('meeting', sessionFields(data)),
}));

export const participants = defineTriggers(triggers.participants, participantBody, ({ data }, trigger) => {
  const { occupant, sessionId } = data;
  const left = trigger.endsWith('_left');
  const session = trigger.startsWith('call_')
    ? { call: fillPart('call', { id: sessionId, kind: agreedKind([occupant]) }) }
    : { meeting: fillPart('meeting', { id: sessionId }) };
  return {
    subject: sessionId,
    time: left ? occupant.left_at : occupant.joined_at,
    // Two people can join in the same second, so the documented key alone would lose one of them.
    key: [
      ...key,
      left ? 'data.occupant.left_at' : 'data.occupant.joined_at',
      ['data.occupant.uid', 'data.occupant.name'],
    ],
    participant: fillPart('participant', { ...toStay(occupant), device: data.initial_config?.platform }),
    ...session,
  };
});

/** The body has no time at which the recording became ready: `startTime` is its start. */
export const recordings = defineTriggers(triggers.recordings, recordingBody, ({ data }) => ({
  subject: data.sessionId,
  time: null,
  key: [...key, 'data.startTime'],
  recording: fillPart('recording', {
    scope: 'session',
    url: data.recording_url,
    startedAt: data.startTime,
    duration: data.duration,
  }),
}));

export const transcriptions = defineTriggers(triggers.transcriptions, transcriptionBody, ({ data }) => ({
  subject: data.sessionId,
  time: null,
  key: [...key, 'data.tid'],
  transcription: fillPart('transcription', {
    id: data.tid,
    url: data.transcript_url,
    startedAt: data.startTime,
    endedAt: data.endTime,
  }),
}));

function toStay(occupant: Occupant): Stay {
  return { id: occupant.uid, name: occupant.name, joinedAt: occupant.joined_at, leftAt: occupant.left_at };
}

/** The kind of call, if all occupants agree: `audio_call` is the kind of one person's participation. */
function agreedKind(occupants: readonly Occupant[]): 'audio' | 'video' | null {
  const said = new Set(occupants.map(one => one.audio_call).filter(audio => audio !== null));
  if (said.size !== 1) return null;
  return said.has(true) ? 'audio' : 'video';
}
