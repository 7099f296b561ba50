/**
 * Shapes of VideoSDK's bodies. All fields but `webhookType` are optional: older payloads lack `reason`, `error`, `id` or
 * `fileUrl`. Only a wrong shape is a problem.
 */
import { z } from 'zod';
import { isRecord, link, list, moment, oneOf, people, readText, text, who, word } from '../../lenient-fields.ts';

/** The session and its room, which VideoSDK calls `meetingId` or `roomId`. */
const place = { sessionId: text, meetingId: text, roomId: text };

const body = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.object({
    data: z
      .object({ ...place, ...shape })
      .nullish()
      .transform(data => data ?? null),
  });

/** An error is a text or an object with one. */
const errorText = z
  .unknown()
  .transform(value => (isRecord(value) ? (readText(value.message) ?? readText(value.code)) : readText(value)))
  .default(null);

export const sessionBody = body({ start: moment, end: moment, reason: text, error: errorText });

export const participantBody = body({ participantId: text, participantName: text, reason: text });

export const recordingBody = body({
  id: text,
  recordingId: text,
  participantId: text,
  participants: people(z.object({ participantId: text }), 'participantId'),
  kind: word,
  fileFormat: word,
  filePath: text,
  fileUrl: link,
  fileId: text,
  fileDetails: list(z.object({ filePath: text, fileUrl: link })),
  encryption: z.object({ keyUrl: link }).nullish(),
  message: text,
});
export type Recording = NonNullable<z.output<typeof recordingBody>['data']>;

export const languageBody = body({ id: text, type: word, message: text });

/** `downstreamUrl` is the former name of `playbackHlsUrl`. */
export const streamBody = body({
  id: text,
  playbackHlsUrl: link,
  downstreamUrl: link,
  livestreamUrl: link,
  message: text,
});

export const agentBody = body({ agentId: text, deploymentId: text, versionId: text, message: text });
export const batchBody = body({ batchId: text, batchName: text });
export const knowledgeBody = body({ id: text, recordId: text, message: text });
export const resourceBody = body({ id: text, composerType: word });

export const phoneBody = body({
  callId: text,
  type: oneOf(['inbound', 'outbound']),
  from: who,
  to: who,
  status: word,
  timestamp: moment,
});
