/** Every example of docs/templates.md reads as the page says. */
import { expect, test } from 'vitest';
import { parseFields } from '../../src/chat/templates/template-form.ts';
import { fillPart, type PartInput } from '../../src/events/event.ts';
import type { Session } from '../../src/events/session.ts';
import { toText } from '../../src/messages/message-text.ts';
import { type RenderContext, renderStrictly } from '../../src/messages/render-template.ts';
import { ann, makeAttendee, makeContext, makeEvent, makeSession } from '../messages/samples.ts';
import { findPage } from './pages.ts';

const bo = { id: 'u2', name: 'Bo Ray' };
const meeting = { id: 'abcd-efgh-ijkl' };
const people = [makeAttendee('Ann Lee', 2520), makeAttendee('Bo Ray', 2400), makeAttendee('Cleo Fox', 720)];
const met: Partial<Session> = { duration: 2520, people: [...people, makeAttendee('Dan Orr')] };
const missed = (call: PartInput<'call'>) =>
  makeContext(makeEvent('call.missed', { call: { kind: 'video', caller: ann, callee: bo, ...call } }));

/** The events by the page's words for them. */
const contexts: Record<string, RenderContext> = {
  'a missed call': missed({ outcome: 'unanswered' }),
  'a busy line': missed({ outcome: 'busy' }),
  'a group call': missed({ outcome: 'unanswered', callee: {}, group: { id: 'g1', name: 'Sales' } }),
  "an unknown caller's call": missed({ caller: {} }),
  'a meeting': makeContext(makeEvent('meeting.ended', { meeting }), makeSession(met)),
  'a recording': {
    ...makeContext(makeEvent('recording.ready', { meeting }), makeSession(met)),
    event: {
      ...makeEvent('recording.ready'),
      recording: fillPart('recording', { url: 'https://cdn.example.com/1.mp4' }),
    },
  },
};

const example =
  /^### \d+\. (.+)\n\n(Title|Text|Buttons) of (.+):\n\n```handlebars\n([\s\S]*?)\n```\n\n```text\n([\s\S]*?)\n```/gm;
const examples = [...findPage('docs/templates.md').matchAll(example)].map(found => found.slice(1) as string[]);

test('there are twelve', () => {
  expect(examples).toHaveLength(12);
});

test.each(examples)('%s', (_, part = '', of = '', written = '', reads) => {
  const context = contexts[of];
  if (!context) throw new Error(`The test has no event for ${of}.`);
  const empty = { title: '', body: '', color: 'none', buttons: '' };
  const field = { Title: 'title', Text: 'body', Buttons: 'buttons' }[part] ?? '';
  // A template needs a title or a text.
  const parsed = parseFields({ ...empty, ...(part === 'Buttons' && { body: '{{! empty }}' }), [field]: written });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  expect(toText({ ...renderStrictly(parsed.template, context), footnote: [] })).toBe(reads);
});
