/** Arbitrary messages: hostile, huge and empty. */
import fc from 'fast-check';
import {
  type ActionButton,
  type Block,
  colors,
  type Inline,
  type Message,
  type Style,
  timeStyles,
} from '../../../../src/messages/message.ts';
import { writeMessageAction } from '../../../../src/platforms/action-id.ts';

/** Hostile names. */
export const hostileText = fc.oneof(
  fc.constantFrom(
    '<!channel>',
    '<!here|here>',
    '@everyone',
    '<@U1>',
    '<!subteam^S1>',
    '<#C1>',
    '*bold* _it_ `code`',
    '<http://evil.example|your bank>',
    'http://evil.example',
    '&lt;!channel&gt;',
    'two\nlines\r\nand more',
    '\u202egnp.exe\u202c',
    `\u2068${'מ'.repeat(5000)}\u2069`,
    `x \u2068${'أحمد '.repeat(30)}\u2069 12: \u2068מרים\u2069`,
    '\u2069out\u2068 of\u2067 it\u2069\u2069',
    '\u0000\u0007\u001b[31m',
    '\ud800',
    '',
    '>quote\n• list',
    '<!date^0^{time}|<!channel>>',
    'x'.repeat(5000),
    '"\\'.repeat(2500),
    '🧑‍🧑‍🧒‍🧒'.repeat(500),
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }).map(text => `${text}<!channel>${text}`),
);

const style: fc.Arbitrary<Style> = fc.record(
  { bold: fc.boolean(), italic: fc.boolean(), code: fc.boolean() },
  { requiredKeys: [] },
);

const realUrl = fc.oneof(
  fc.webUrl({ withQueryParameters: true }),
  fc.integer({ min: 1, max: 6000 }).map(length => `https://example.com/${'a'.repeat(length)}`),
);

const url = fc.oneof(
  realUrl,
  fc.constantFrom('javascript:alert(1)', 'http://', 'slack://open', '', 'https://a b', 'https://x.example/\ud800'),
);

const inline: fc.Arbitrary<Inline> = fc.oneof(
  fc.record({ type: fc.constant('text'), text: hostileText, style }),
  fc.record({ type: fc.constant('link'), url, text: hostileText, style }),
  fc.record({
    type: fc.constant('time'),
    at: fc.oneof(fc.integer({ min: 0, max: 4e9 }), fc.double(), fc.integer({ min: -10, max: 0 })),
    format: fc.constantFrom(...timeStyles),
    fallback: hostileText,
    style,
  }),
  fc.record({ type: fc.constant('break') }),
);

const content = fc.array(inline, { maxLength: 12 });

const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ type: fc.constantFrom('paragraph', 'heading', 'quote'), content }),
  fc.record({
    type: fc.constant('list'),
    ordered: fc.boolean(),
    depth: fc.integer({ min: 0, max: 20 }),
    from: fc.integer({ min: 1, max: 1000 }),
    items: fc.array(content, { maxLength: 10 }),
  }),
  fc.record({ type: fc.constant('code'), text: hostileText }),
  fc.record({ type: fc.constant('divider') }),
);

const action: fc.Arbitrary<ActionButton> = fc.record(
  {
    label: hostileText,
    action: fc.string({ maxLength: 150 }).map(row => writeMessageAction('test.press', row)),
    style: fc.constantFrom('primary', 'danger'),
  },
  { requiredKeys: ['label', 'action'] },
);

export const message: fc.Arbitrary<Message> = fc.record({
  title: content,
  color: fc.option(fc.constantFrom(...colors)),
  blocks: fc.oneof(fc.array(block, { maxLength: 8 }), fc.array(block, { minLength: 50, maxLength: 90, size: 'max' })),
  actions: fc.array(action, { maxLength: 8 }),
  buttons: fc.array(fc.record({ label: hostileText, url }), { maxLength: 40 }),
  mentions: fc.array(fc.oneof(fc.constantFrom('<!here>', '<@U123>', '<!subteam^S9>', '@here'), hostileText), {
    maxLength: 80,
  }),
  footnote: content,
});
