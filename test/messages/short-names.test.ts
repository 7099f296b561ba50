/** Short names read the event, then its session; a name before an ID, and plain words last. */
import { describe, expect, test, vi } from 'vitest';
import type { PartInput, PartName } from '../../src/events/event.ts';
import type { Session } from '../../src/events/session.ts';
import { createSlots } from '../../src/messages/markdown/placeholders.ts';
import { toText } from '../../src/messages/message-text.ts';
import { renderStrictly } from '../../src/messages/render-template.ts';
import { checkTemplate } from '../../src/messages/template/check-template.ts';
import { createShortValues } from '../../src/messages/template/short-values.ts';
import { ann, bob, makeAttendee, makeContext, makeEvent, makeSession, makeTemplate } from './samples.ts';

const url = 'https://cdn.example/1.mp4';
const sales = { id: 'g1', name: 'Sales' };

interface Known {
  type?: string;
  parts?: { [Name in PartName]?: PartInput<Name> };
  session?: Partial<Session>;
}

function message(body: string, { type = 'call.missed', parts = {}, session }: Known = {}) {
  const template = makeTemplate(body, { title: '' });
  expect(checkTemplate(template)).toEqual([]);
  return renderStrictly(template, makeContext(makeEvent(type, parts), session ? makeSession(session) : null));
}

const write = (body: string, known?: Known) => toText({ ...message(body, known), footnote: [] });

describe('the value', () => {
  test.each<[string, Known, string]>([
    ['{{caller}}', { parts: { call: { caller: ann } } }, 'Ann Lee'],
    ['{{caller}}', { parts: { call: { caller: { id: 'u1' } } }, session: { caller: ann } }, 'Ann Lee'],
    ['{{caller}}', { parts: { call: {} }, session: { caller: ann } }, 'Ann Lee'],
    ['{{caller}}', { parts: { call: { caller: { id: 'u1' } } }, session: { caller: bob } }, 'u1'],
    [
      '{{caller}}',
      { parts: { call: { caller: { id: 'u1' }, people: [{ ...ann, joinedAt: null, leftAt: null }] } } },
      'Ann Lee',
    ],
    ['{{callee}}', { parts: { call: { callee: bob } } }, 'Bob'],
    ['{{callee}}', { parts: { call: { callee: bob, group: sales } } }, 'Sales'],
    ['{{callee}}', { type: 'message.sent', parts: { message: { receiver: bob } } }, 'Bob'],
    ['{{who}}', { parts: { call: { caller: ann, callee: bob } } }, 'Ann Lee'],
    ['{{who}}', { type: 'call.rejected', parts: { call: { caller: ann, callee: bob } } }, 'Bob'],
    ['{{who}}', { type: 'message.read', parts: { message: { sender: ann, actor: bob } } }, 'Bob'],
    ['{{who}}', { type: 'moderation.blocked', parts: { message: { sender: ann, actor: bob } } }, 'Ann Lee'],
    ['{{who}}', { type: 'participant.left', parts: { participant: bob, call: { caller: ann } } }, 'Bob'],
    ['{{who}}', { type: 'group.owner.transferred', parts: { group: { owner: 'u2', actor: bob } } }, 'Bob'],
    ['{{who}}', { type: 'group.deleted', parts: { group: { ...sales, actor: bob } } }, 'Bob'],
    [
      '{{who}}',
      { type: 'meeting.ended', session: { people: [makeAttendee('Ann'), makeAttendee('Bo')] } },
      'Ann and Bo',
    ],
    [
      '{{people}}',
      { session: { people: 'ABCDEFG'.split('').map(name => makeAttendee(name)) } },
      'A, B, C and 4 others',
    ],
    ['{{people}}', { session: { people: [makeAttendee('A'), makeAttendee(null)] } }, 'A and 1 other'],
    ['{{people}}', { session: { people: [makeAttendee(null)] } }, '1 person'],
    [
      '{{people}}',
      { parts: { recording: { participants: [ann] } }, session: { people: [makeAttendee('Z')] } },
      'Ann Lee',
    ],
    ['{{group}} {{group.name}} {{group.id}}', { parts: { call: { group: sales } } }, 'Sales Sales g1'],
    ['{{group}}', { parts: { call: { group: { id: 'g1' } } }, session: { group: sales } }, 'Sales'],
    [
      '{{group}} {{group.memberCount}}',
      { type: 'group.created', parts: { group: { ...sales, memberCount: 3 } } },
      'Sales 3',
    ],
    ['{{room}}', { parts: { meeting: { id: 'abcd-1' } } }, 'abcd-1'],
    ['{{duration}}', { parts: { call: { duration: 65 } } }, '1 min 5 s'],
    ['{{duration}}', { parts: { call: { duration: 0 } }, session: { duration: 60 } }, '1 min'],
    ['{{duration}}', { parts: { recording: { duration: 60 } }, session: { duration: 99 } }, '1 min'],
    ['{{duration duration}}', { parts: { call: { duration: 65 } } }, '1 min 5 s'],
    ['{{when}}', {}, 'November 21, 2026 at 9:30 AM UTC'],
    ['{{time when}}', {}, '9:30 AM UTC'],
    ['{{recording}}', { parts: { recording: { url } } }, `Recording (${url})`],
    ['The {{recording}}', { parts: { recording: { urls: [url] } } }, `The recording (${url})`],
    ['{{recording}}', { parts: { recording: { path: '/a.mp4' } } }, 'Recording in your storage: /a.mp4'],
    ['{{recording.url}}', { parts: { recording: { url } } }, url],
    ['{{kind}}', { parts: { call: { kind: 'video' } } }, 'Video call'],
    ['{{kind}}', { parts: { call: {} }, session: { kind: 'audio' } }, 'Voice call'],
    ['{{kind}}', { parts: { meeting: { id: 'abcd-1' } } }, 'Meeting'],
  ])('%s of %j', (body, known, text) => {
    expect(write(body, known)).toBe(text);
  });
});

describe('plain words', () => {
  test.each([
    ['{{caller}}', 'Someone'],
    ['{{callee}}', 'Someone'],
    ['{{who}}', 'Someone'],
    ['{{people}}', 'Someone'],
    ['{{group}}', 'The group'],
    ['{{room}}', 'The room'],
    ['{{duration}}', 'Unknown'],
    ['{{recording}}', 'Recording (no link)'],
    ['{{kind}}', 'Call'],
  ])('%s reads %s, and is false in a condition', (body, text) => {
    const name = body.slice(2, -2);
    expect(write(body, { parts: { call: {} } })).toBe(text);
    expect(write(`{{#if ${name}}}yes{{else}}no{{/if}}`, { parts: { call: {} } })).toBe('no');
    expect(write(`{{#unless ${name}}}no{{/unless}}`, { parts: { call: {} } })).toBe('no');
    expect(write(`{{#if (not ${name})}}no{{/if}}{{#if (and ${name} type)}}yes{{/if}}`, { parts: { call: {} } })).toBe(
      'no',
    );
    expect(write(`{{or ${name} "nothing"}}`)).toBe('nothing');
    expect(write(`{{#with ${name}}}yes{{/with}}`)).toBe('');
  });

  test('start a sentence with a capital letter, and only there', () => {
    expect(write('{{caller}} called {{callee}}. {{callee}} was busy.')).toBe(
      'Someone called someone. Someone was busy.',
    );
    expect(write('**{{caller}}** called')).toBe('Someone called');
    expect(write('⚠️ {{kind}} from _{{caller}}_ failed')).toBe('⚠️ Call from someone failed');
    expect(write('- {{caller}}\n- by {{caller}}\n\n> {{caller}}')).toBe('- Someone\n- by someone\n> Someone');
    expect(write('At {{when}} {{caller}}\\\n{{caller}} `{{caller}}`')).toBe(
      'At November 21, 2026 at 9:30 AM UTC someone\nSomeone someone',
    );
  });

  test('are never in the way of an own fallback', () => {
    expect(write('{{person caller "a stranger"}}, {{or caller "a stranger"}}, {{code caller}}')).toBe(
      'a stranger, a stranger, someone',
    );
  });

  test("a name keeps its letters, even with the marks of Callboard's own words", () => {
    const caller = { id: 'u1', name: '\ue002ann' };
    expect(write('\ue002{{caller}} \ue002called', { parts: { call: { caller } } })).toBe('ann called');
  });
});

describe('in a template', () => {
  const people = [makeAttendee('Ann', 60), makeAttendee('Bo', 30, 2), makeAttendee(null)];

  test('people are a list for #each and helpers', () => {
    expect(
      write('{{#each people}}\n- {{this}}{{#if seconds}}: {{duration seconds}}{{/if}}\n{{/each}}', {
        session: { people },
      }),
    ).toBe('- Ann: 1 min\n- Bo: 30 s\n- Someone');
    expect(write('{{count people}} {{list people max=1}} {{plural people "a" "b"}}', { session: { people } })).toBe(
      '3 Ann and 2 others 3 b',
    );
    expect(write('{{#if people}}yes{{/if}}{{#each people}}{{name}} {{/each}}', { session: { people } })).toBe(
      'yesAnn Bo',
    );
  });

  test('values can be compared', () => {
    const parts = { call: { kind: 'video', duration: 61, caller: ann } } as const;
    expect(write('{{#if (eq kind "video call")}}a{{/if}}{{#if (gt duration 60)}}b{{/if}}', { parts })).toBe('ab');
    expect(write('{{#if (eq caller "Ann Lee")}}c{{/if}}{{pick kind "x" [video call]="d"}}', { parts })).toBe('cd');
    expect(checkTemplate(makeTemplate('{{#if (eq kind "video")}}{{/if}}')).join()).toContain(
      'kind can\'t be "video". Use voice call, video call, meeting or call',
    );
  });

  test('a duration within a list is that of the item', () => {
    const recordings = [{ ...makeEvent('x', { recording: { url, duration: 60 } }).recording }] as Session['recordings'];
    expect(write('{{#each session.recordings}}{{duration}}{{/each}}', { session: { recordings } })).toBe('1 min');
    expect(write('{{#each people}}[{{duration}}]{{/each}}', { session: { people: [makeAttendee('A')] } })).toBe('[]');
  });

  test('a recording is a link: alone, with own words, on a button', () => {
    const context = makeContext(makeEvent('recording.ready', { recording: { url } }));
    const buttons = [{ label: 'Watch {{recording}}', url: '{{recording}}' }];
    const made = renderStrictly(makeTemplate('[here]({{recording}})', { title: '🎬 {{recording}}', buttons }), context);
    expect(made.buttons).toEqual([{ label: 'Watch recording', url }]);
    expect(made.title).toEqual([
      { type: 'text', text: '🎬 ' },
      { type: 'link', url, text: 'Recording' },
    ]);
    expect(made.blocks).toEqual([{ type: 'paragraph', content: [{ type: 'link', url, text: 'here' }] }]);
  });

  test('an address that no link can have is no recording', () => {
    expect(write('{{recording}}', { parts: { recording: { url: 'javascript:alert(1)' } } })).toBe(
      'Recording (no link)',
    );
    const long = `https://x.example/${'a'.repeat(20_000)}`;
    expect(write('{{recording}}', { parts: { recording: { url: long } } })).toBe(
      "Recording (link too long: open it in the provider's dashboard)",
    );
  });

  test('the recording of a session is known after the event', () => {
    const recordings = [
      { ...makeEvent('x', { recording: { url } }).recording },
      { ...makeEvent('x', { recording: { scope: 'merge' } }).recording },
    ] as Session['recordings'];
    expect(write('{{recording}} {{recording.url}}', { type: 'meeting.ended', session: { recordings } })).toBe(
      `Recording (${url}) ${url}`,
    );
  });

  test('plain words in an address are encoded', () => {
    const button = { label: 'Open', url: 'https://crm.example/?group={{group}}' };
    const made = renderStrictly(makeTemplate('', { buttons: [button] }), makeContext(makeEvent('call.missed')));
    expect(made.buttons[0]?.url).toBe('https://crm.example/?group=the%20group');
  });
});

test('a list of people is written once per rendering, however often a template uses it', () => {
  const people = Array.from({ length: 10_000 }, (_, at) => makeAttendee(`Person ${at}`));
  const event = makeEvent('meeting.ended', { meeting: {} });
  const slots = createSlots();
  const keep = vi.spyOn(slots, 'keep');
  const values = createShortValues({ event, session: makeSession({ people }), slots, timezone: null });
  const texts = Array.from({ length: 50 }, () => [String(values.people()), String(values.who())]);
  expect(new Set(texts.map(String)).size).toBe(1);
  expect(keep).toHaveBeenCalledTimes(6);
});
