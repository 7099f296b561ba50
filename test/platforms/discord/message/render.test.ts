import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Inline, Message } from '../../../../src/messages/message.ts';
import { bodyToText } from '../../../../src/platforms/discord/listeners/read-message.ts';
import { renderMessage } from '../../../../src/platforms/discord/message/render.ts';
import { effects, parse } from '../../../fakes/discord/markdown.ts';
import { readComponents, readMarkdown } from '../../../fakes/discord/read.ts';
import { type Component, flatten, validate } from '../../../fakes/discord/validate.ts';
import { anyMessage, hostile, style } from './arbitrary.ts';

const empty: Message = { title: [], color: null, blocks: [], buttons: [], mentions: [], footnote: [] };
const text = (value: string): Inline => ({ type: 'text', text: value });

/** The components that the fake Discord accepts; fails if it rejects the message. */
function accepted(message: Message): Component[] {
  const valid = validate('create', renderMessage(message));
  expect(valid).not.toHaveProperty('errors');
  return renderMessage(message).components as Component[];
}

const read = (message: Message) => readComponents(accepted(message));
const contents = (components: Component[]) =>
  flatten(components).flatMap(each => ('content' in each ? each.content : []));

/** A text as it should be read on a single line. */
function asLine(value: string): string {
  return value
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ')
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '')
    .toWellFormed()
    .replaceAll('\u200b', '')
    .trim();
}

const withoutIsolates = (text: string | null) => text?.replaceAll(/[\u2068\u2069]/g, '').trim();

test('a message with every kind of block reads as written', () => {
  const message: Message = {
    title: [text('Missed call from Ann (1)')],
    color: 'red',
    blocks: [
      {
        type: 'paragraph',
        content: [text('Rang at '), { type: 'time', at: 1_700_000_000, format: 'time', fallback: '' }],
      },
      { type: 'heading', content: [text('Participants')] },
      { type: 'list', ordered: false, depth: 0, items: [[text('Ann')], [text('- Bob')]] },
      { type: 'list', ordered: true, depth: 1, from: 26, items: [[text('first')]] },
      { type: 'divider' },
      { type: 'quote', content: [text('one'), { type: 'break' }, text('two')] },
      { type: 'code', text: 'a = `b`\n  c' },
      { type: 'paragraph', content: [{ type: 'link', url: 'https://a.example/x (1)*', text: 'https://[b]' }] },
    ],
    buttons: [{ label: 'Open', url: 'https://a.example/' }],
    mentions: ['@here', '<@123456789012345678>', '@here'],
    footnote: [text('cometchat')],
  };
  expect(read(message)).toBe(
    [
      '@here @123456789012345678',
      'Missed call from Ann (1)',
      'Rang at 10:13 PM',
      'Participants',
      '- Ann',
      '- - Bob',
      '  26. first',
      '---',
      '> one',
      '> two',
      'a = `b`\n  c',
      '(b) (https://a.example/x%20%281%29%2A)',
      '[Open](https://a.example/)',
      'cometchat',
    ].join('\n'),
  );
});

test('Discord accepts every message, however large', () => {
  fc.assert(
    fc.property(anyMessage, message => void accepted(message)),
    { numRuns: 100 },
  );
});

test('a hostile value reads as plain text and has no effect', () => {
  fc.assert(
    fc.property(hostile, style, (value, styled) => {
      const content: Inline[] = [{ type: 'text', text: value.slice(0, 900), style: styled }];
      const message = { ...empty, title: [text('Title')], blocks: [{ type: 'paragraph' as const, content }] };
      const [, paragraph = ''] = contents(accepted(message));
      const marks = new Set(effects(parse(paragraph)).map(({ type }) => type));
      for (const allowed of ['strong', 'em', 'code']) marks.delete(allowed);
      expect([...marks]).toEqual([]);
      expect(withoutIsolates(readMarkdown(paragraph))).toBe(asLine(value.slice(0, 900)));
      expect(renderMessage(message).allowed_mentions).toEqual({ parse: [], users: [], roles: [], replied_user: false });
    }),
    { numRuns: 300 },
  );
});

test('in any message, only links, times and our own formatting have an effect, and only the rule pings', () => {
  const ours = new Set(['strong', 'em', 'code', 'codeblock', 'heading', 'subtext', 'quote', 'item', 'link', 'time']);
  fc.assert(
    fc.property(anyMessage, message => {
      const body = renderMessage({ ...message, mentions: ['@here'] });
      const [pinging, ...others] = contents(body.components as Component[]);
      expect(pinging).toBe('@here');
      for (const content of others) {
        expect(content).not.toMatch(/@everyone|@here|<@|\u202e/i);
        expect(effects(parse(content)).filter(({ type }) => !ours.has(type))).toEqual([]);
      }
      for (const { type, value } of others.flatMap(content => effects(parse(content)))) {
        if (type === 'link') expect(value).toMatch(/^https?:\/\/[^\s()@]+/);
      }
    }),
    { numRuns: 100 },
  );
});

test('a hostile text in a title, list, quote, code block or footnote stays within it', () => {
  fc.assert(
    fc.property(hostile, value => {
      const line = [text(`x${value.slice(0, 200)}`)];
      const message: Message = {
        ...empty,
        title: line,
        blocks: [
          { type: 'list', ordered: false, depth: 0, items: [line] },
          { type: 'quote', content: line },
          { type: 'code', text: value.slice(0, 200) },
        ],
        footnote: line,
      };
      const marks = contents(accepted(message)).flatMap(content => effects(parse(content)).map(({ type }) => type));
      const code =
        value
          .slice(0, 200)
          .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '')
          .trim() === ''
          ? []
          : ['codeblock'];
      expect(marks).toEqual(['heading', 'item', 'quote', ...code, 'subtext']);
    }),
    { numRuns: 150 },
  );
});

test('a text over the limit is shortened between characters, with an ellipsis', () => {
  const family = '👨‍👩‍👧‍👦';
  const cut = read({ ...empty, blocks: [{ type: 'paragraph', content: [text(family.repeat(1000))] }] });
  expect(cut.endsWith('…')).toBe(true);
  expect(cut.replaceAll(family, '')).toBe('…');

  const items = Array.from({ length: 500 }, (_, index) => [text(`ChatUser number ${index}`)]);
  const list = read({ ...empty, blocks: [{ type: 'list', ordered: true, depth: 0, items }, { type: 'divider' }] });
  expect(list).toMatch(/^1\. ChatUser number 0\n2\. ChatUser number 1\n/);
  expect(list).toMatch(/…$/);
  expect(list.length).toBeGreaterThan(3900);
});

test('blocks beyond the limit of components join the last text', () => {
  const blocks = Array.from({ length: 60 }, (_, index) => [
    { type: 'paragraph' as const, content: [text(`Line ${index}`)] },
    { type: 'divider' as const },
  ]).flat();
  const lines = read({ ...empty, blocks }).split('\n');
  expect(lines.filter(line => line !== '---')).toEqual(Array.from({ length: 60 }, (_, index) => `Line ${index}`));
});

test('a URL over the limit of a button becomes a link, and an unsafe URL is left out', () => {
  const long = `https://files.example/${'s'.repeat(600)}`;
  const buttons = [
    { label: 'Recording', url: long },
    { label: 'Run', url: 'javascript:alert(1)' },
    { label: '', url: 'https://a.example/x' },
    { label: 'Large', url: `https://files.example/${'l'.repeat(2500)}` },
    { label: 'Huge', url: `https://files.example/${'s'.repeat(3900)}` },
  ];
  expect(read({ ...empty, title: [text('Ready')], buttons })).toBe(
    [
      'Ready',
      `Recording (${long})`,
      `Large (https://files.example/${'l'.repeat(2500)})`,
      "Left out because the link is too long for Discord: Huge. Open it in the provider's dashboard.",
      '[a.example](https://a.example/x)',
    ].join('\n'),
  );
});

test('bidirectional isolates are balanced in every shortened text', () => {
  const balanced = /^[^\u2066-\u2069]*(\u2068[^\u2066-\u2069]*\u2069[^\u2066-\u2069]*)*$/;
  const textsIn = (value: unknown): string[] => {
    if (typeof value === 'string') return [value];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
  };
  fc.assert(
    fc.property(anyMessage, one => {
      for (const text of textsIn(renderMessage(one).components)) expect(text).toMatch(balanced);
    }),
    { numRuns: 100 },
  );
});

test('a link in the text that does not fit is replaced with a note, and the rest of the text stays', () => {
  const link = (name: string, length: number): Inline => ({
    type: 'link',
    url: `https://files.example/${name.repeat(length)}`,
    text: `File ${name}`,
  });
  const items = [[link('a', 1500)], [link('b', 5000)], [link('c', 1500)], [link('d', 1500)], [text('The end')]];
  const lines = read({ ...empty, blocks: [{ type: 'list', ordered: false, depth: 0, items }] }).split('\n');
  expect(lines.map(line => line.replaceAll(/([a-d])\1+/g, '$1…'))).toEqual([
    '- File a (https://files.example/a…)',
    "- File b (link too long: open it in the provider's dashboard)",
    '- File c (https://files.example/c…)',
    "- File d (link too long: open it in the provider's dashboard)",
    '- The end',
  ]);
});

test('every button is reachable or named, with any length of URL and text', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(4500), { minLength: 1, maxLength: 5 }), fc.nat(6000), (lengths, body) => {
      const buttons = lengths.map((length, at) => ({
        label: `Link ${at}.`,
        url: `https://a.example/${'x'.repeat(length)}`,
      }));
      const shown = read({
        ...empty,
        title: [text('T')],
        blocks: [{ type: 'paragraph', content: [text('b'.repeat(body))] }],
        buttons,
      });
      for (const { label, url } of buttons) {
        expect(shown).toContain(label);
        if (!shown.includes(url)) expect(shown).toContain("in the provider's dashboard");
      }
    }),
  );
});

test('action buttons come before link buttons, at most five; a repeated or too long action is left out', () => {
  const actions = ['Claim', 'Done', 'Release', 'a', 'b', 'c'].map(label => ({ label, action: `claims.${label}|7` }));
  const buttons = [{ label: 'Open', url: 'https://example.com/' }];
  expect(read({ ...empty, title: [text('T')], actions, buttons })).toBe(
    'T\n[Claim] [Done] [Release] [a] [b]\n[Open](https://example.com/)',
  );
  const bad = [
    ...actions.slice(0, 1),
    { label: 'Again', action: 'claims.Claim|7' },
    { label: 'Long', action: 'x'.repeat(101) },
  ];
  expect(read({ ...empty, title: [text('T')], actions: bad })).toBe('T\n[Again]');
});

test('an empty message becomes an ellipsis', () => {
  expect(read(empty)).toBe('…');
});

test('only the mentions of the rule ping', () => {
  const mentions = ['<@123456789012345678>', '<@&223456789012345678>', '<!here>', '@unknown'];
  const message = { ...empty, title: [text('@everyone <@323456789012345678>')], mentions };
  expect(renderMessage(message).allowed_mentions).toEqual({
    parse: [],
    users: ['123456789012345678'],
    roles: ['223456789012345678'],
    replied_user: false,
  });
});

test('the plain text of a message equals what people read', () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_700_000_000_000 + 2 * 3_600_000 });
  onTestFinished(() => void vi.useRealTimers());
  const message: Message = {
    title: [text('Missed call from *Ann* [1]')],
    color: 'red',
    blocks: [
      { type: 'paragraph', content: [{ type: 'time', at: 1_700_000_000, format: 'time', fallback: '' }] },
      { type: 'heading', content: [text('Participants')] },
      { type: 'list', ordered: false, depth: 0, items: [[text('Ann')], [text('- `Bob`')]] },
      { type: 'divider' },
      { type: 'code', text: 'a = `b`\n  \\*c*' },
      {
        type: 'paragraph',
        content: [
          { type: 'link', url: 'https://a.example/x', text: 'the (link)' },
          { type: 'text', text: ' x*y', style: { bold: true, code: true } },
        ],
      },
    ],
    buttons: [{ label: 'Open', url: 'https://a.example/' }],
    mentions: ['@here'],
    footnote: [text('cometchat')],
  };
  expect(bodyToText(renderMessage(message))).toBe(
    [
      '@here',
      'Missed call from *Ann* [1]',
      '2 hours ago',
      'Participants',
      '- Ann',
      '- - `Bob`',
      '---',
      '    a = `b`',
      '      \\*c*',
      'the (link) (https://a.example/x) x*y',
      '[Open]',
      'cometchat',
    ].join('\n'),
  );
  fc.assert(
    fc.property(hostile, value => {
      if (asLine(value).length > 300 || asLine(value) === '') return;
      expect(withoutIsolates(bodyToText(renderMessage({ ...empty, title: [text(value)] })))).toBe(asLine(value));
    }),
  );
  fc.assert(fc.property(anyMessage, one => void bodyToText(renderMessage(one))));
});
