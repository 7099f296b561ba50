import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toText } from '../../src/messages/message-text.ts';
import { renderStrictly } from '../../src/messages/render-template.ts';
import { toTime, writeDuration } from '../../src/messages/times.ts';
import { ann, bob, makeAttendee, makeContext, makeEvent, makeSession, makeTemplate } from './samples.ts';

const people = ['A', 'B', null, 'D', 'E', 'F', 'G'].map(name => makeAttendee(name, 61));
const event = makeEvent('call.missed', {
  call: { kind: 'video', caller: ann, callee: { id: 'u2' }, startedAt: '2026-07-01T12:00:00.000Z', duration: 0 },
  recording: { path: '/a`b*.mp4' },
});
const session = makeSession({ callee: bob, people, peak: 1 });

function write(body: string): string {
  return toText({ ...renderStrictly(makeTemplate(body, { title: '' }), makeContext(event, session)), footnote: [] });
}

test.each([
  ['{{person call.caller}}', 'Ann Lee'],
  ['{{person call.callee}}', 'u2'],
  ['{{person call.callee session.callee "x"}}', 'Bob'],
  ['{{person call.group session.group "no one"}}', 'no one'],
  ['[{{person call.group}}]', '[]'],
  ['{{list session.people}}', 'A, B, D, E, F and 2 others'],
  ['{{list session.people max=6}}', 'A, B, D, E, F, G and 1 other'],
  ['{{list session.people max=1}}', 'A and 6 others'],
  ['[{{list meeting.people}}]', '[]'],
  ['{{count session.people}}', '7'],
  ['{{plural session.peak "person" "people"}}', '1 person'],
  ['{{plural session.people "person" "people"}}', '7 people'],
  ['{{plural 1234 "a" "b"}}', '1,234 b'],
  ['[{{plural call.group "a" "b"}}]', '[]'],
  ['{{duration call.duration}}', '0 s'],
  ['[{{duration meeting.duration}}]', '[]'],
  ['{{time}} {{date}}', '9:30 AM UTC November 21, 2026'],
  ['{{datetime call.startedAt}}', 'July 1, 2026 at 12:00 PM UTC'],
  ['{{ago call.startedAt}}', 'July 1, 2026 at 12:00 PM UTC'],
  ['[{{time call.endedAt}}{{time type}}]', '[]'],
  ['{{pick call.kind "call" audio="a" video="v"}}', 'v'],
  ['{{pick call.outcome "call" busy="b"}}', 'call'],
  ['{{pick type "other" [call.missed]="missed" toString="no"}}', 'missed'],
  ['{{code recording.path}}', '/a`b*.mp4'],
  ['[{{code recording.url}}]', '[]'],
  ['{{#if (eq call.kind "video")}}yes{{/if}}', 'yes'],
  ['{{#if (gt 2 session.peak)}}yes{{/if}}', 'yes'],
  ['{{#if (gt call.outcome 1)}}no{{else}}yes{{/if}}', 'yes'],
  ['{{#if (and call.kind (not call.outcome) (or call.outcome type))}}yes{{/if}}', 'yes'],
  ['{{or call.outcome call.kind "x"}} {{or call.outcome "x"}}', 'video x'],
  ['{{#unless call.group}}no group{{/unless}}', 'no group'],
])('%s', (body, text) => {
  expect(write(body)).toBe(text);
});

describe('lengths of time', () => {
  test.each([
    [0, '0 s'],
    [45.4, '45 s'],
    [65, '1 min 5 s'],
    [60, '1 min'],
    [3599.6, '1 h'],
    [7380, '2 h 3 min'],
    [90_000, '25 h'],
    [273_600, '3 d 4 h'],
    [-1, ''],
    [Number.NaN, ''],
    [Number.POSITIVE_INFINITY, ''],
  ])('%d', (seconds, text) => {
    expect(writeDuration(seconds)).toBe(text);
  });

  test('are exact to the minute or hour', () => {
    const units = { s: 1, min: 60, h: 3600, d: 86_400 };
    fc.assert(
      fc.property(fc.nat(10_000_000), seconds => {
        const parts = [...writeDuration(seconds).matchAll(/(\d+) (s|min|h|d)/g)];
        const total = parts.reduce(
          (sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units],
          0,
        );
        expect(Math.abs(total - seconds)).toBeLessThanOrEqual(seconds < 3600 ? 0 : seconds < 172_800 ? 30 : 1830);
      }),
    );
  });
});

describe('moments', () => {
  test('in the zone of the channel, with its name', () => {
    expect(toTime('2026-07-01T12:00:00.000Z', 'datetime', 'Europe/London')).toEqual({
      type: 'time',
      at: 1_782_907_200,
      format: 'datetime',
      fallback: 'July 1, 2026 at 1:00 PM GMT+1',
    });
  });

  test('any text is a time that platforms can show, or null', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.date().map(String)), text => {
        const at = toTime(text, 'time', 'UTC')?.at ?? 0;
        expect(Number.isInteger(at) && at >= 0 && at < 1e12).toBe(true);
      }),
    );
  });
});
