/** Services of a meeting: transcripts, translations, streams, agents, batches, knowledge bases, composers. */
import { fillPart } from '../../../events/event.ts';
import { defineTriggers } from '../../define-triggers.ts';
import { meetingOf } from './meeting.ts';
import { repeatOf } from './repeat-counter.ts';
import { agentBody, batchBody, knowledgeBody, languageBody, resourceBody, streamBody } from './schema.ts';
import * as triggers from './triggers.ts';

export const transcriptions = defineTriggers(triggers.transcriptions, languageBody, ({ data }) => ({
  subject: data?.sessionId ?? null,
  time: null,
  transcription: fillPart('transcription', { id: data?.id, mode: data?.type, reason: data?.message }),
  ...meetingOf(data),
}));

export const translations = defineTriggers(triggers.translations, languageBody, ({ data }) => ({
  subject: data?.sessionId ?? null,
  time: null,
  translation: fillPart('translation', { id: data?.id, mode: data?.type, reason: data?.message }),
  ...meetingOf(data),
}));

export const streams = defineTriggers(triggers.streams, streamBody, ({ data }) => ({
  subject: data?.sessionId ?? null,
  time: null,
  stream: fillPart('stream', {
    id: data?.id,
    url: data?.playbackHlsUrl ?? data?.downstreamUrl,
    liveUrl: data?.livestreamUrl,
    reason: data?.message,
  }),
  ...meetingOf(data),
}));

/** Start and failure name no session, so an agent that fails again in the same room sends an identical body. */
export const agents = defineTriggers(triggers.agents, agentBody, ({ data }, trigger) => ({
  subject: data?.sessionId ?? null,
  time: null,
  ...repeatOf(trigger, [data?.agentId, data?.versionId]),
  agent: fillPart('agent', {
    id: data?.agentId,
    deployment: data?.deploymentId,
    version: data?.versionId,
    reason: data?.message,
  }),
  ...meetingOf(data),
}));

export const batches = defineTriggers(triggers.batches, batchBody, ({ data }) => ({
  subject: null,
  time: null,
  batch: fillPart('batch', { id: data?.batchId, name: data?.batchName }),
}));

/** A record can be processed again, and then sends identical bodies. */
export const knowledge = defineTriggers(triggers.knowledge, knowledgeBody, ({ data }, trigger) => ({
  subject: null,
  time: null,
  ...repeatOf(trigger, [data?.id, data?.recordId]),
  knowledge: fillPart('knowledge', { id: data?.id, record: data?.recordId, reason: data?.message }),
}));

export const resources = defineTriggers(triggers.resources, resourceBody, ({ data }) => ({
  subject: null,
  time: null,
  resource: fillPart('resource', { id: data?.id, composer: data?.composerType }),
}));
