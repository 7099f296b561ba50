/** CometChat's webhooks of the scripted day. */
import { minutes, type ScriptedWebhook } from './scripted-webhook.ts';

interface User {
  uid: string;
  name: string;
}

const maya: User = { uid: 'maya', name: 'Maya Okafor' };
const tom: User = { uid: 'tom', name: 'Tom Lindqvist' };
const priya: User = { uid: 'priya', name: 'Priya Raman' };
const desk: User = { uid: 'front-desk', name: 'Front desk' };
const lena: User = { uid: 'lena', name: 'Lena Fischer' };
const night = { guid: 'night-team', name: 'Night team' };

const envelope = { appId: 'demo-app', region: 'eu', webhook: 'demo' };
const seconds = (at: number) => Math.floor(at / 1000);

export function cometchatDay(start: number): ScriptedWebhook[] {
  return [
    ...missedCall(start),
    ...declinedCall(start + minutes(41), 'rejected', priya, maya),
    ...declinedCall(start + minutes(77), 'busy', tom, desk),
    ...groupCall(start + minutes(125)),
    ...meeting(start + minutes(180)),
  ];
}

function ring(
  at: number,
  action: string,
  call: { id: string; caller: User; callee: User; actor: User; kind: string },
): ScriptedWebhook {
  const other = call.actor === call.caller ? call.callee : call.caller;
  const user = (entity: User) => ({ entity, entityType: 'user' });
  return {
    at,
    provider: 'cometchat',
    body: {
      trigger: `call_${action}`,
      data: {
        call: {
          id: call.id,
          conversationId: `${call.caller.uid}_user_${call.callee.uid}`,
          sender: call.actor.uid,
          receiverType: 'user',
          receiver: other.uid,
          category: 'call',
          type: call.kind,
          data: {
            action,
            entities: {
              by: user(call.actor),
              for: user(other),
              on: {
                entity: {
                  sessionid: `session-${call.id}`,
                  status: action,
                  type: call.kind,
                  sender: call.caller.uid,
                  receiver: call.callee.uid,
                },
                entityType: 'call',
              },
            },
          },
          sentAt: seconds(at),
          updatedAt: seconds(at),
        },
      },
      ...envelope,
    },
  };
}

function missedCall(at: number): ScriptedWebhook[] {
  const call = { id: '4101', caller: maya, callee: desk, actor: maya, kind: 'video' };
  return [ring(at, 'initiated', call), ring(at + 45_000, 'unanswered', call)];
}

function declinedCall(at: number, action: 'rejected' | 'busy', caller: User, callee: User): ScriptedWebhook[] {
  const call = { id: action === 'busy' ? '4103' : '4102', caller, callee, kind: 'audio' };
  return [ring(at, 'initiated', { ...call, actor: caller }), ring(at + 8000, action, { ...call, actor: callee })];
}

function groupCall(at: number): ScriptedWebhook[] {
  const on = { sessionid: 'session-4104', status: 'initiated', type: 'video', sender: lena.uid, receiver: night.guid };
  const ringing: ScriptedWebhook = {
    at,
    provider: 'cometchat',
    body: {
      trigger: 'call_initiated',
      data: {
        call: {
          id: '4104',
          conversationId: `group_${night.guid}`,
          sender: lena.uid,
          receiverType: 'group',
          receiver: night.guid,
          category: 'call',
          type: 'video',
          data: {
            action: 'initiated',
            entities: {
              by: { entity: lena, entityType: 'user' },
              for: { entity: night, entityType: 'group' },
              on: { entity: on, entityType: 'call' },
            },
          },
          sentAt: seconds(at),
          updatedAt: seconds(at),
        },
      },
      ...envelope,
    },
  };
  const people = [
    stay(lena, at + 4000, at + minutes(18)),
    stay(tom, at + 9000, at + minutes(17)),
    stay(priya, at + minutes(2), at + minutes(18)),
  ];
  return [ringing, ...session('call', 'session-4104', at + 4000, at + minutes(18), people)];
}

function meeting(at: number): ScriptedWebhook[] {
  const end = at + minutes(42);
  const people = [
    stay(maya, at, end),
    stay(tom, at + minutes(1), end),
    stay(priya, at + minutes(1, 20), at + minutes(15)),
    stay(lena, at + minutes(3), at + minutes(38)),
    stay(desk, at + minutes(4), end),
    // Priya's train went through a tunnel.
    stay(priya, at + minutes(19), end),
  ];
  const recording: ScriptedWebhook = {
    at: end + minutes(3),
    provider: 'cometchat',
    body: {
      trigger: 'recording_generated',
      data: {
        recordingDate: new Date(end).toISOString().slice(0, 10),
        duration: '2460.512000',
        startTime: String(seconds(at + minutes(1))),
        sessionId: 'weekly-sync',
        recording_url: 'https://recordings.example.com/weekly-sync.mp4',
      },
      ...envelope,
    },
  };
  return [...session('meet', 'weekly-sync', at, end, people), recording];
}

interface Stay {
  user: User;
  from: number;
  to: number;
}

function stay(user: User, from: number, to: number): Stay {
  return { user, from, to };
}

/** A media session: its start, each participant's joining and leaving, its end. */
function session(type: 'call' | 'meet', sessionId: string, from: number, to: number, stays: Stay[]): ScriptedWebhook[] {
  const name = type === 'call' ? 'call' : 'meeting';
  const step = (at: number, what: string, data: object): ScriptedWebhook => ({
    at,
    provider: 'cometchat',
    body: { trigger: `${name}_${what}`, data: { ...data, sessionId }, type, ...envelope },
  });
  const occupant = ({ user, from: joined, to: left }: Stay, gone: boolean) => ({
    uid: user.uid,
    name: user.name,
    audio_call: 'false',
    joined_at: seconds(joined),
    ...(gone ? { left_at: seconds(left) } : {}),
  });
  return [
    step(from, 'started', { created_at: seconds(from) }),
    ...stays.flatMap(one => [
      step(one.from, 'participant_joined', { occupant: occupant(one, false) }),
      step(one.to, 'participant_left', { occupant: occupant(one, true) }),
    ]),
    step(to + 1000, 'ended', {
      all_occupants: stays.map(one => occupant(one, true)),
      created_at: seconds(from),
      destroyed_at: seconds(to),
    }),
  ];
}
