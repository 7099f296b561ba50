/** VideoSDK's webhooks of the scripted day. */
import { minutes, type ScriptedWebhook } from './scripted-webhook.ts';

const room = { meetingId: 'jvsg-8rjn-j304', sessionId: '665fcf7f2abe9a2807e42700' };
const iso = (at: number) => new Date(at).toISOString().replace('Z', '+00:00');

export function videosdkDay(start: number): ScriptedWebhook[] {
  return [...session(start + minutes(245)), missedTelephoneCall(start + minutes(300)), recording(start + minutes(312))];
}

function step(at: number, webhookType: string, data: object): ScriptedWebhook {
  return { at, provider: 'videosdk', body: { webhookType, data } };
}

function session(at: number): ScriptedWebhook[] {
  const end = at + minutes(31);
  const person = (participantId: string, participantName: string, from: number, to: number) => [
    step(from, 'participant-joined', { ...room, participantId, participantName }),
    step(to, 'participant-left', { ...room, participantId, participantName, reason: 'user-left' }),
  ];
  return [
    step(at, 'session-started', { ...room, start: iso(at) }),
    ...person('fkd74h', 'Dr. Amara Diallo', at + 5000, end - 2000),
    ...person('p9x2mq', 'Sam Whitaker', at + minutes(2), end - 3000),
    ...person('w3e8rt', 'Noor Haddad', at + minutes(4), at + minutes(22)),
    step(end, 'session-ended', { ...room, start: iso(at), end: iso(end), error: null, reason: 'Meeting Ended.' }),
  ];
}

function missedTelephoneCall(at: number): ScriptedWebhook {
  return step(at, 'call-missed', {
    callId: '9879288c-1f48-339f-6462-d148951a1eb2',
    roomId: room.meetingId,
    type: 'inbound',
    to: '+1987654321',
    from: '+1234567890',
    metaData: {},
    gatewayId: 'abcd-abcd-abcd-abcd-abcd',
    status: 'missed',
    timestamp: iso(at),
    additionalDetails: {},
    ruleId: 'rr_2abe9a2807e42700',
  });
}

function recording(at: number): ScriptedWebhook {
  return step(at, 'recording-stopped', {
    ...room,
    id: '665fcf7f2abe9a2807e42701',
    filePath: '/encoded/videos/62d148951a1eb20029fc9b05.mp4',
    fileUrl: 'https://cdn.videosdk.live/encoded/videos/62d148951a1eb20029fc9b05.mp4',
  });
}
