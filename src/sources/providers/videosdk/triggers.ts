/**
 * Every webhookType of VideoSDK and the event type it becomes, by the shape of its body.
 * Source: the page "Webhooks List" of VideoSDK's API reference (v2), https://docs.videosdk.live.
 */
import type { Triggers } from '../../define-triggers.ts';

export const sessions = {
  'session-started': 'meeting.started',
  'session-ended': 'meeting.ended',
} as const satisfies Triggers;

export const participants = {
  'participant-joined': 'participant.joined',
  'participant-left': 'participant.left',
} as const satisfies Triggers;

export const recordings = {
  'recording-starting': 'recording.starting',
  'recording-started': 'recording.started',
  'recording-stopping': 'recording.stopping',
  'recording-stopped': 'recording.ready',
  'recording-failed': 'recording.failed',
  'participant-track-recording-starting': 'recording.starting',
  'participant-track-recording-started': 'recording.started',
  'participant-track-recording-stopping': 'recording.stopping',
  'participant-track-recording-stopped': 'recording.ready',
  'participant-track-recording-failed': 'recording.failed',
  'participant-recording-starting': 'recording.starting',
  'participant-recording-started': 'recording.started',
  'participant-recording-stopping': 'recording.stopping',
  'participant-recording-stopped': 'recording.ready',
  'participant-recording-failed': 'recording.failed',
  'composite-recording-starting': 'recording.starting',
  'composite-recording-started': 'recording.started',
  'composite-recording-stopping': 'recording.stopping',
  'composite-recording-stopped': 'recording.ready',
  'composite-recording-failed': 'recording.failed',
  'merge-recording-completed': 'recording.ready',
  'merge-recording-failed': 'recording.failed',
  'composite-merge-started': 'recording.processing',
  'composite-merge-completed': 'recording.ready',
  'composite-merge-failed': 'recording.failed',
  'composite-merge-cancelled': 'recording.cancelled',
} as const satisfies Triggers;

export const transcriptions = {
  'transcription-started': 'transcription.started',
  'transcription-stopped': 'transcription.stopped',
  'transcription-failed': 'transcription.failed',
} as const satisfies Triggers;

export const translations = {
  'translation-started': 'translation.started',
  'translation-stopped': 'translation.stopped',
  'translation-failed': 'translation.failed',
} as const satisfies Triggers;

export const streams = {
  'livestream-starting': 'livestream.starting',
  'livestream-started': 'livestream.started',
  'livestream-stopping': 'livestream.stopping',
  'livestream-stopped': 'livestream.stopped',
  'livestream-failed': 'livestream.failed',
  'hls-starting': 'hls.starting',
  'hls-started': 'hls.started',
  'hls-playable': 'hls.playable',
  'hls-stopping': 'hls.stopping',
  'hls-stopped': 'hls.stopped',
  'hls-failed': 'hls.failed',
} as const satisfies Triggers;

export const agents = {
  'agent-session-starting': 'agent.starting',
  'agent-session-started': 'agent.started',
  'agent-session-stopping': 'agent.stopping',
  'agent-session-stopped': 'agent.stopped',
  'agent-session-failed': 'agent.failed',
} as const satisfies Triggers;

export const batches = {
  'batchcall-started': 'batchcall.started',
  'batchcall-completed': 'batchcall.completed',
} as const satisfies Triggers;

export const knowledge = {
  'knowledgebase-processing': 'knowledge.processing',
  'knowledgebase-activated': 'knowledge.activated',
  'knowledgebase-failed': 'knowledge.failed',
} as const satisfies Triggers;

export const resources = {
  'resource-acquired': 'resource.acquired',
  'resource-released': 'resource.released',
} as const satisfies Triggers;

/** Telephone calls. For the first ones, call-outcome.ts can choose another type by their `status`. */
export const phone = {
  'call-missed': 'call.missed',
  'call-hangup': 'call.ended',
  'call-update': 'call.updated',
  'call-started': 'call.initiated',
  'call-answered': 'call.answered',
  'call-ringing': 'call.ringing',
  'call-transfer-initiated': 'call.transfer.initiated',
  'call-transfer-accepted': 'call.transfer.accepted',
  'call-transferring': 'call.transfer.started',
  'call-transfer-ringing': 'call.transfer.ringing',
  'call-transferred': 'call.transfer.completed',
  'call-transfer-failed': 'call.transfer.failed',
  'switch-room-initiated': 'call.switch.initiated',
  'switch-room-completed': 'call.switch.completed',
  'switch-room-failed': 'call.switch.failed',
} as const satisfies Triggers;

export const triggers = {
  ...sessions,
  ...participants,
  ...recordings,
  ...transcriptions,
  ...translations,
  ...streams,
  ...agents,
  ...batches,
  ...knowledge,
  ...resources,
  ...phone,
} as const satisfies Triggers;

/** The meanings of triggers that share an event type, for people who choose a trigger. */
export const meanings = {
  'participant-track-recording-starting': 'Recording of one track is starting',
  'participant-track-recording-started': 'Recording of one track started',
  'participant-track-recording-stopping': 'Recording of one track is stopping',
  'participant-track-recording-stopped': 'Recording of one track is ready',
  'participant-track-recording-failed': 'Recording of one track failed',
  'participant-recording-starting': 'Recording of one participant is starting',
  'participant-recording-started': 'Recording of one participant started',
  'participant-recording-stopping': 'Recording of one participant is stopping',
  'participant-recording-stopped': 'Recording of one participant is ready',
  'participant-recording-failed': 'Recording of one participant failed',
  'composite-recording-starting': 'Recording of several participants is starting',
  'composite-recording-started': 'Recording of several participants started',
  'composite-recording-stopping': 'Recording of several participants is stopping',
  'composite-recording-stopped': 'Recording of several participants is ready',
  'composite-recording-failed': 'Recording of several participants failed',
  'merge-recording-completed': 'Merged recording is ready',
  'merge-recording-failed': 'Merged recording failed',
  'composite-merge-completed': 'Merged recording of several participants is ready',
  'composite-merge-failed': 'Merged recording of several participants failed',
} as const satisfies Partial<Record<keyof typeof triggers, string>>;
