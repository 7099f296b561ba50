import { describe, expect, test } from 'vitest';
import { fillPart, type PartInput, type PartName } from '../../src/events/event.ts';
import type { Session } from '../../src/events/session.ts';
import { eventTypeNames, eventTypes } from '../../src/events/types.ts';
import { plainText } from '../../src/messages/markdown/markdown-to-message.ts';
import { toText } from '../../src/messages/message-text.ts';
import { renderStrictly } from '../../src/messages/render-template.ts';
import { findTemplate, loadBuiltins } from '../../src/messages/template/built-in-templates.ts';
import { checkTemplate } from '../../src/messages/template/check-template.ts';
import { formatTemplate } from '../../src/messages/template/template.ts';
import { ann, bob, makeAttendee, makeContext, makeEvent, makeSession } from './samples.ts';

const builtins = loadBuiltins();

/** Without the last line, which is the same for all. */
function tell(type: string, parts: { [Name in PartName]?: PartInput<Name> } = {}, session?: Partial<Session>): string {
  const context = makeContext(makeEvent(type, parts), session ? makeSession(session) : null);
  return toText({ ...renderStrictly(findTemplate(builtins, type), context), footnote: [] });
}

const sales = { id: 'g1', name: 'Sales' };
const url = 'https://cdn.example/1.mp4';

describe('calls', () => {
  test.each([
    [
      { outcome: 'unanswered', kind: 'video' },
      '📵 Missed video call from Ann Lee\nAnn Lee called Bob. No one answered.',
    ],
    [{ outcome: 'busy', kind: 'audio' }, '📵 Missed voice call from Ann Lee\nAnn Lee called Bob. The line was busy.'],
    [{ outcome: 'cancelled' }, '📵 Missed call from Ann Lee\nAnn Lee called Bob. The caller hung up first.'],
    [{}, '📵 Missed call from Ann Lee\nAnn Lee called Bob. No one answered.'],
  ] as const)('missed: %o', (call, text) => {
    expect(tell('call.missed', { call: { ...call, caller: ann, callee: bob } })).toBe(text);
  });

  test('a missed call takes eight lines, since people edit it most', () => {
    const template = findTemplate(builtins, 'call.missed');
    expect(formatTemplate(template).trimEnd().split('\n').length).toBeLessThanOrEqual(8);
  });

  test('missed by a group, by telephone, from an unknown caller', () => {
    expect(tell('call.missed', { call: { outcome: 'unanswered', caller: ann, group: sales } })).toBe(
      '📵 Missed call from Ann Lee\nAnn Lee called the group Sales. No one has joined yet.',
    );
    expect(tell('call.missed', { call: { caller: { id: '+1987654321' }, callee: { id: '+1234567890' } } })).toBe(
      '📵 Missed call from +1987654321\n+1987654321 called +1234567890. No one answered.',
    );
    expect(tell('call.missed', { call: {} })).toBe(
      '📵 Missed call from someone\nSomeone called someone. No one answered.',
    );
  });

  test('an answered call is not reported as missed', () => {
    const outcome = 'answered';
    const call = { kind: 'video', caller: ann } as const;
    for (const how of ['unanswered', 'cancelled', 'busy'] as const) {
      expect(tell('call.missed', { call: { ...call, outcome: how, group: sales } }, { outcome })).toBe(
        'Answered video call from Ann Lee\nAnn Lee called the group Sales. Someone answered, so it stopped ringing.',
      );
      expect(tell('call.missed', { call: { ...call, outcome: how, callee: bob } }, { outcome })).toBe(
        'Answered video call from Ann Lee\nAnn Lee called Bob. Someone answered, so it stopped ringing.',
      );
    }
    expect(tell('call.missed', { call: { ...call, outcome: 'cancelled', group: sales } })).toBe(
      '📵 Missed video call from Ann Lee\nAnn Lee called the group Sales. No one has joined yet.',
    );
  });

  test('the session knows what the event leaves out', () => {
    const session = { kind: 'video', caller: ann, callee: bob } as const;
    expect(tell('call.missed', { call: { caller: { id: 'u1' } } }, session)).toBe(
      '📵 Missed video call from Ann Lee\nAnn Lee called Bob. No one answered.',
    );
    expect(tell('call.started', { call: {} }, session)).toBe('Video call started by Ann Lee\nAnn Lee called Bob.');
  });

  test('declined, failed, ringing, over', () => {
    const call = { kind: 'audio', caller: ann, callee: bob } as const;
    expect(tell('call.rejected', { call })).toBe('📵 Declined voice call from Ann Lee\nBob declined the call.');
    expect(tell('call.failed', { call: { ...call, status: 'failed' } })).toBe(
      "⚠️ Failed voice call from Ann Lee\nThe call to Bob couldn't be connected. Status: failed",
    );
    expect(tell('call.initiated', { call })).toBe('Ann Lee is calling Bob\nVoice call, ringing…');
    expect(tell('call.initiated', { call: { caller: ann, group: sales } })).toBe(
      'Ann Lee is calling the group Sales\nCall, ringing…',
    );
    expect(tell('call.transfer.failed', { call })).toBe(
      "⚠️ Call transfer failed\nThe call from Ann Lee to Bob wasn't transferred. The caller might still be waiting.",
    );
    const people = [makeAttendee('Ann Lee', 65), makeAttendee('Bob', 60)];
    expect(tell('call.ended', { call: { ...call, duration: 65 } }, { people })).toBe(
      'Voice call ended: Ann Lee · 1 min 5 s\nAnn Lee called Bob.\n- Ann Lee: 1 min 5 s\n- Bob: 1 min',
    );
  });
});

describe('meetings', () => {
  test('the summary has duration, people, the largest number at once, and recordings so far', () => {
    const people = [makeAttendee('Ann Lee', 2520), makeAttendee('Bob', 600, 2), makeAttendee(null)];
    const recordings = [fillPart('recording', { url, duration: 2400 }), fillPart('recording', { path: '/a.mp4' })];
    expect(tell('meeting.ended', { meeting: {} }, { duration: 2520, people, peak: 3, recordings })).toBe(
      [
        'Meeting ended: Ann Lee, Bob and 1 other · 42 min',
        '3 people joined.',
        '- Ann Lee: 42 min',
        '- Bob: 10 min (joined 2 times)',
        '- Someone',
        'Recordings',
        `- Recording (${url}): 40 min`,
        '- Recording in your storage',
      ].join('\n'),
    );
  });

  test('a large one names the first and counts the others', () => {
    const people = Array.from({ length: 40 }, (_, index) => makeAttendee(`P${index}`, 60));
    const lines = tell('meeting.ended', { meeting: {} }, { people, peak: 1 }).split('\n');
    expect(lines.slice(0, 3)).toEqual(['Meeting ended: P0, P1, P2 and 37 others', '40 people joined.', '- P0: 1 min']);
    expect(lines.slice(-2)).toEqual(['- P24: 1 min', '- and 15 more']);
  });

  test('people join and leave', () => {
    const people = [makeAttendee('Ann Lee'), makeAttendee('Bob')];
    expect(tell('meeting.started', { meeting: { id: 'jvsg-8rjn' } })).toBe('Meeting started\nRoom jvsg-8rjn');
    expect(tell('participant.joined', { participant: bob }, { people })).toBe(
      'Bob joined\nJoined so far: Ann Lee and Bob.',
    );
    expect(tell('participant.left', { participant: { ...bob, reason: 'connection-error' } })).toBe(
      'Bob left\nThe connection was lost.',
    );
    expect(tell('participant.left', { participant: { id: 'u2', reason: 'user-left' } })).toBe('u2 left');
  });
});

describe('recordings and transcripts', () => {
  test.each([
    [{ url, duration: 2400, scope: 'session' }, `🎬 Recording ready · 40 min\nWatch recording: ${url}`],
    [
      { scope: 'participant', participants: [ann], path: '/own/1.mp4' },
      "🎬 Recording ready: Ann Lee\nIt's in your own storage: /own/1.mp4",
    ],
    [{ scope: 'merge' }, "🎬 Recording ready\nThere's no link. Check your storage or the provider's dashboard."],
    [
      { url, encrypted: true },
      `🎬 Recording ready\nIt's encrypted. You need its key to watch it.\nWatch recording: ${url}`,
    ],
  ] as const)('ready: %o', (recording, text) => {
    expect(tell('recording.ready', { recording: recording as PartInput<'recording'> })).toBe(text);
  });

  test.each<[string, { [Name in PartName]?: PartInput<Name> }, string]>([
    [
      'recording.failed',
      { recording: { scope: 'session', reason: 'disk full' } },
      '⚠️ Recording failed\nThe recording of the whole session failed. Reason: disk full\nIf the meeting is still running, start the recording again.',
    ],
    ['transcription.ready', { transcription: { url } }, `📝 Transcript ready\nRead transcript: ${url}`],
    [
      'transcription.failed',
      { transcription: { mode: 'realtime', reason: 'no audio' } },
      '⚠️ Transcription failed\nThe transcription (realtime) stopped working. Reason: no audio',
    ],
    [
      'transcription.started',
      { transcription: { mode: 'realtime' } },
      "Transcription started\nPeople's words are transcribed live.",
    ],
    ['transcription.stopped', { transcription: { mode: 'realtime' } }, 'Transcription stopped'],
    ['livestream.started', { stream: {} }, '🔴 Livestream is live'],
    [
      'livestream.failed',
      { stream: { reason: 'rtmp' } },
      '⚠️ Livestream failed\nViewers might see a blank stream. Reason: rtmp',
    ],
    ['hls.playable', { stream: { url } }, `🔴 HLS stream is live\nViewers can watch and rewind now.\nWatch: ${url}`],
    [
      'agent.failed',
      { agent: { id: 'ag_1' } },
      '⚠️ AI agent failed\nAgent ag_1 failed. People might be waiting for it.',
    ],
    ['batchcall.completed', { batch: { id: 'b', name: 'May' } }, 'Batch call completed: May\nAll numbers were dialed.'],
    ['user.mentioned', { message: { sender: ann, mentions: [bob], text: 'Hi' } }, 'Ann Lee mentioned Bob\n> Hi'],
    [
      'moderation.blocked',
      { message: { sender: ann, group: sales, text: 'Bad' }, moderation: { rule: 'words' } },
      '⚠️ Blocked: message from Ann Lee\nModeration blocked the message in Sales. Rule: words.\n> Bad',
    ],
    [
      'group.member.banned',
      { group: { ...sales, members: [{ ...bob, scope: null, oldScope: null }], actor: ann } },
      'Bob was banned from Sales\nBy Ann Lee.',
    ],
    ['other.call-summary', {}, "some_trigger\nCometChat sent some_trigger. There's no template for it."],
  ])('%s', (type, parts, text) => {
    expect(tell(type, parts)).toBe(text);
  });
});

describe('all types', () => {
  test.each([...eventTypeNames, 'other.new_thing'])('%s reads well with nothing known', type => {
    const parts: readonly PartName[] = Object.hasOwn(eventTypes, type)
      ? eventTypes[type as keyof typeof eventTypes].parts
      : [];
    const context = makeContext(makeEvent(type, Object.fromEntries(parts.map(part => [part, {}]))), makeSession());
    const message = renderStrictly(findTemplate(builtins, type), context);
    expect(plainText(message.title)).toMatch(/^\S.{3,78}\S$/u);
    expect(toText(message)).not.toMatch(/null|undefined|NaN|\[object|\(\)| {2}| [.,]|``|\*\*/);
  });

  test.each([...builtins])('%s passes the check', (_, template) => {
    expect(checkTemplate(template)).toEqual([]);
  });

  test('a type uses its own template, else that of the name before the last dot, else the default', () => {
    const names = ['call', 'call.missed', 'default'];
    const templates = new Map(names.map(name => [name, { title: name, color: null, buttons: [], body: '' }]));
    const find = (type: string) => findTemplate(templates, type).title;
    expect(['call.missed', 'call.transfer.failed', 'call.ended', 'hls.failed'].map(find)).toEqual([
      'call.missed',
      'call',
      'call',
      'default',
    ]);
    expect(findTemplate(templates, 'call.missed', 'call').title).toBe('call');
    expect(findTemplate(templates, 'call.missed', 'reset-since').title).toBe('call.missed');
    expect(() => findTemplate(new Map(), 'x')).toThrow('no default');
  });
});
