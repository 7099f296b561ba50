import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Block, Message } from '../../../../src/messages/message.ts';
import { type ControlUse, parseControlUse } from '../../../../src/platforms/slack/listeners/controls.ts';
import { readBody } from '../../../../src/platforms/slack/listeners/read-message.ts';
import { FALLBACK_TEXT } from '../../../../src/platforms/slack/message/limits.ts';
import { mentionElement } from '../../../../src/platforms/slack/message/mention.ts';
import { renderMessage } from '../../../../src/platforms/slack/message/render.ts';
import { messageText } from '../../../fakes/slack/read.ts';
import { refusalOf } from '../../../fakes/slack/validate.ts';
import { message } from './arbitrary.ts';

const empty: Message = { title: [], color: null, blocks: [], buttons: [], mentions: [], footnote: [] };
/** As it goes over the wire. */
const sent = (one: Message) => JSON.parse(JSON.stringify(renderMessage(one)));

/** Every object in a body. */
function objects(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(objects);
  return Array.isArray(value) ? inner : [value as Record<string, unknown>, ...inner];
}

const ofType = (body: unknown, ...types: string[]) => objects(body).filter(({ type }) => types.includes(String(type)));
const pings = ['broadcast', 'user', 'usergroup', 'channel', 'team', 'user_group'];

/** The links of a message that are allowed as links in Slack. */
const linksOf = (one: Message): string[] =>
  [
    one.title,
    one.footnote,
    ...one.blocks.flatMap(block => ('content' in block ? [block.content] : 'items' in block ? block.items : [])),
  ]
    .flat()
    .flatMap(inline => (inline.type === 'link' ? [inline.url] : []));

test('Slack accepts every message', () => {
  fc.assert(
    fc.property(message, one => {
      expect(refusalOf(sent(one))).toBeNull();
    }),
    { numRuns: 100 },
  );
});

test('only mentions ping, and only links and buttons link', () => {
  fc.assert(
    fc.property(message, one => {
      const body = sent(one);
      const allowed = one.mentions.map(mentionElement).filter(Boolean);
      for (const ping of ofType(body, ...pings)) expect(allowed).toContainEqual(ping);
      const ours = [...linksOf(one), ...one.buttons.map(button => button.url)];
      for (const { url } of ofType(body, 'link')) expect(ours).toContain(url);
      for (const { url, value } of ofType(body, 'button'))
        if (value === undefined) expect(one.buttons.map(button => button.url)).toContain(url);
        else expect(one.actions?.map(({ action }) => action)).toContain(value);
    }),
    { numRuns: 100 },
  );
});

test('action buttons come before link buttons, at most five, and a press reports the action', () => {
  const actions = ['Claim', 'Done', 'Release', 'a', 'b', 'c'].map(label => ({ label, action: `claims.${label}|7` }));
  const buttons = [{ label: 'Open', url: 'https://example.com' }];
  const body = sent({ ...empty, title: [{ type: 'text', text: 'T' }], actions, buttons });
  expect(messageText(body)).toContain('[Claim] [Done] [Release] [a] [b] [Open](https://example.com)');
  const used = ofType(body, 'button').map(button => parseControlUse(button as unknown as ControlUse));
  expect(used.map(use => use?.action)).toEqual([...actions.slice(0, 5).map(({ action }) => action), undefined]);
});

test('parsed text contains no markup: the fallback is escaped, and mrkdwn is always a date', () => {
  fc.assert(
    fc.property(message, one => {
      const body = sent(one);
      expect(body.text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
      expect(body).toMatchObject({ mrkdwn: false, unfurl_links: false, unfurl_media: false });
      expect(body).not.toHaveProperty('parse');
      expect(body).not.toHaveProperty('link_names');
      for (const { text } of ofType(body, 'mrkdwn')) expect(text).toMatch(/^<!date\^\d+\^[^|<>^]+\|[^<>|^&]+>$/);
    }),
    { numRuns: 100 },
  );
});

test('text has no control characters or bidi overrides, and a title stays on its line', () => {
  const title = [{ type: 'text', text: 'Bob\nSystem: all is well\u202e\u0000' } as const];
  expect(messageText(sent({ ...empty, title }))).toBe('Bob System: all is well');
});

test('a message with every block is readable as plain text', () => {
  const body = sent({
    title: [
      { type: 'text', text: 'Missed video call from ' },
      { type: 'text', text: 'Ann <!channel>', style: { italic: true } },
    ],
    color: 'red',
    blocks: [
      { type: 'heading', content: [{ type: 'text', text: 'Who' }] },
      {
        type: 'paragraph',
        content: [
          { type: 'text', text: 'At ' },
          { type: 'time', at: 1_700_000_000, format: 'time', fallback: '22:13 UTC' },
          { type: 'break' },
          { type: 'link', url: 'https://example.com/r', text: 'Recording' },
        ],
      },
      { type: 'list', ordered: true, depth: 0, from: 26, items: [[{ type: 'text', text: 'Ann' }], []] },
      { type: 'divider' },
      { type: 'quote', content: [{ type: 'text', text: 'call me' }] },
      { type: 'code', text: 'one\n  two' },
    ],
    buttons: [{ label: 'Open', url: 'https://example.com' }],
    mentions: ['<!here>', '<@U1>'],
    footnote: [
      { type: 'text', text: 'CometChat, ' },
      { type: 'time', at: 1_700_000_000, format: 'relative', fallback: 'just now' },
    ],
  });
  expect(refusalOf(body)).toBeNull();
  expect(messageText(body)).toMatchInlineSnapshot(`
    "@here @U1 Missed video call from Ann <!channel>
    ▌ Who
    ▌ At 22:13 UTC
    ▌ Recording <https://example.com/r>
    ▌ 26. Ann
    ▌ 27.  
    ▌ ───
    ▌ > call me
    ▌     one
    ▌       two
    ▌ [Open](https://example.com)
    ▌ CometChat, just now"
  `);
  expect(body.text).toContain('Ann &lt;!channel&gt;');
  expect(body.text).toContain('26. Ann');
  expect(ofType(body, 'date')).toEqual([
    { type: 'date', timestamp: 1_700_000_000, format: '{time}', fallback: '22:13 UTC' },
  ]);
});

test('pings are outside the colored attachment, which Slack may collapse', () => {
  const paragraph: Block = { type: 'paragraph', content: [{ type: 'text', text: 'body' }] };
  const body = sent({
    ...empty,
    color: 'red',
    title: [{ type: 'text', text: 'T' }],
    mentions: ['<!here>'],
    blocks: [paragraph],
  });
  expect(ofType(body.blocks, 'broadcast')).toHaveLength(1);
  expect(body.attachments).toMatchObject([{ color: '#e01e5a' }]);
  expect(sent({ ...empty, color: 'red', title: [{ type: 'text', text: 'T' }] }).attachments).toEqual([]);
  expect(sent({ ...empty, title: [{ type: 'text', text: 'T' }], blocks: [paragraph] }).attachments).toEqual([]);
});

test('a long message ends with an ellipsis and retains its start, its buttons and its last line', () => {
  const items = Array.from({ length: 2000 }, (_, index) => [{ type: 'text' as const, text: `Person ${index}` }]);
  const body = sent({
    ...empty,
    title: [{ type: 'text', text: `Meeting ${'x'.repeat(5000)}` }],
    blocks: [{ type: 'list', ordered: false, depth: 0, items }],
    buttons: [{ label: 'y'.repeat(200), url: 'https://example.com' }],
    footnote: [{ type: 'text', text: 'VideoSDK' }],
  });
  const text = messageText(body);
  expect(refusalOf(body)).toBeNull();
  expect(text).toMatch(/^Meeting x+…$/m);
  expect(text).toContain('• Person 0\n');
  expect(text).toContain('• …\n');
  expect(text).toContain(`[${'y'.repeat(74)}…](https://example.com)`);
  expect(text).toMatch(/VideoSDK$/);
});

test('the fallback is cut after escaping, never within an escape or a character', () => {
  for (const piece of ['<', 'a&b', '👨‍👩‍👧‍👦', 'e\u0301\u0323']) {
    const { text } = sent({ ...empty, title: [{ type: 'text', text: piece.repeat(5000) }] });
    expect(text.length).toBeLessThanOrEqual(FALLBACK_TEXT);
    expect(text.length).toBeGreaterThan(FALLBACK_TEXT - 20);
    const whole = piece.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    expect(text.slice(0, -1).replaceAll(whole, '')).toMatch(/^(a|a&amp;)?$/);
  }
});

test('a title is cut between visible characters, and combining marks are bounded', () => {
  const family = '👨‍👩‍👧‍👦';
  const [cut] = ofType(sent({ ...empty, title: [{ type: 'text', text: family.repeat(2000) }] }).blocks, 'text');
  expect(String(cut?.text).replaceAll(family, '')).toBe('');
  const zalgo = sent({ ...empty, title: [{ type: 'text', text: `Z${'\u0335'.repeat(500)}oe` }] });
  expect(ofType(zalgo.blocks, 'text')).toMatchObject([{ text: `Z${'\u0335'.repeat(6)}oe` }]);
});

test('isolates are in pairs in every shortened text', () => {
  const balanced = /^[^\u2066-\u2069]*(\u2068[^\u2066-\u2069]*\u2069[^\u2066-\u2069]*)*$/;
  const textsIn = (value: unknown): string[] => {
    if (typeof value === 'string') return [value];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
  };
  fc.assert(
    fc.property(message, one => {
      for (const text of textsIn(sent(one))) expect(text).toMatch(balanced);
    }),
    { numRuns: 100 },
  );
});

test('a link without room as a button is a link in the text', () => {
  const url = (letter: string) => `https://example.com/${letter.repeat(2200)}`;
  const buttons = ['a', 'b', 'c'].map(letter => ({ label: `Open ${letter}`, url: url(letter) }));
  const read = messageText(sent({ ...empty, title: [{ type: 'text', text: 'T' }], buttons }));
  expect(read).toContain(`Open b <${url('b')}>`);
  expect(read).toContain(url('a'));
  expect(read).toContain('Left out because the link is too long for Slack: Open c');
});

test('a link in the text over the limit is replaced by a note', () => {
  const content = [{ type: 'link' as const, url: `https://example.com/${'a'.repeat(3000)}`, text: 'File' }];
  expect(messageText(sent({ ...empty, blocks: [{ type: 'paragraph', content }] }))).toBe(
    "File (link too long: open it in the provider's dashboard)",
  );
});

test('a button link over the limit is replaced by a sentence', () => {
  const buttons = [{ label: 'Watch', url: `https://example.com/${'a'.repeat(3000)}` }];
  expect(messageText(sent({ ...empty, buttons }))).toBe(
    "Left out because the link is too long for Slack: Watch. Open it in the provider's dashboard.",
  );
});

test('paragraphs over the block limit share the last block', () => {
  const blocks = Array.from({ length: 60 }, (_, index): Block[] => [
    { type: 'paragraph', content: [{ type: 'text', text: `Line ${index}` }] },
    { type: 'divider' },
  ]).flat();
  const body = sent({ ...empty, title: [{ type: 'text', text: 'T' }], blocks });
  expect(refusalOf(body)).toBeNull();
  expect(body.blocks.length).toBeGreaterThan(40);
  expect(messageText(body)).toContain('Line 59');
});

test('the fallback is the message in plain text', () => {
  const text = (value: string) => ({ type: 'text' as const, text: value });
  const one: Message = {
    title: [text('Missed call from *Ann*')],
    color: 'red',
    blocks: [
      { type: 'paragraph', content: [{ type: 'time', at: 1_700_000_000, format: 'time', fallback: '22:13' }] },
      { type: 'list', ordered: true, depth: 0, from: 26, items: [[text('Ann')], [text('<@U1>')]] },
      { type: 'divider' },
      { type: 'quote', content: [text('one'), { type: 'break' }, text('two')] },
      { type: 'code', text: 'a\n  b' },
      { type: 'paragraph', content: [{ type: 'link', url: 'https://a.example/x', text: 'the link' }] },
    ],
    buttons: [{ label: 'Open', url: 'https://a.example/' }],
    mentions: ['<!here>'],
    footnote: [text('cometchat · '), { type: 'time', at: 1_700_000_000, format: 'datetime', fallback: 'on Tuesday' }],
  };
  expect(readBody(renderMessage(one))).toBe(
    [
      '@here Missed call from *Ann*',
      '22:13',
      '26. Ann',
      '27. <@U1>',
      '---',
      '> one',
      '> two',
      '    a',
      '      b',
      'the link (https://a.example/x)',
      '[Open]',
      'cometchat · on Tuesday',
    ].join('\n'),
  );
  fc.assert(fc.property(message, any => void readBody(renderMessage(any))));
});
