import { expect, test } from 'vitest';
import { type CombinedPart, combineMessages, noteLate } from '../../src/messages/combined-message.ts';
import { plainText } from '../../src/messages/markdown/markdown-to-message.ts';
import type { Message } from '../../src/messages/message.ts';

const message: Message = { title: [], color: null, blocks: [], buttons: [], mentions: [], footnote: [] };
const of = (...types: string[]): CombinedPart[] =>
  types.map(type => ({ message, type, at: '2026-11-21T09:30:00.000Z' }));

test.each([
  [['call.missed', 'call.missed'], '2 missed calls'],
  [['call.missed', 'meeting.ended', 'call.missed'], '3 events: 2 missed calls, 1 meeting ended'],
  [['participant.joined', 'agent.failed'], '2 events: 1 person joined, 1 other event'],
  [['agent.failed', 'agent.failed'], '2 events'],
])('the title of %j counts in the right form', (types, title) => {
  const folded = combineMessages(of(...types), { late: 40_000, timezone: 'UTC' });
  expect(plainText(folded.title)).toBe(title);
  expect(plainText(folded.footnote)).toBe('Batched: this channel was 40 s behind');
});

test.each([
  [59_000, ''],
  [60_000, 'Posted 1 min late'],
  [119 * 60_000, 'Posted 119 min late'],
  [3 * 3_600_000, 'Posted 3 hours late'],
  [50 * 3_600_000, 'Posted 2 days late'],
])('a message that waited %d ms ends with "%s"', (late, note) => {
  expect(plainText(noteLate(message, late).footnote)).toBe(note);
  const sourced: Message = { ...message, footnote: [{ type: 'text', text: 'CometChat' }] };
  expect(plainText(noteLate(sourced, late).footnote)).toBe(note ? `CometChat · ${note}` : 'CometChat');
});
