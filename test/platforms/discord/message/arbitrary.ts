/** Generators of arbitrary messages, many of them hostile. */
import fc from 'fast-check';
import {
  type ActionButton,
  type Block,
  colors,
  type Inline,
  type Message,
  timeStyles,
} from '../../../../src/messages/message.ts';
import { writeMessageAction } from '../../../../src/platforms/action-id.ts';

/** Names that try to ping, link, format or break out of the markup. */
const hostileTexts = [
  '<!channel>',
  '@everyone',
  '@here',
  '<@U1>',
  '<@123456789012345678>',
  '<@!123456789012345678>',
  '<@&123456789012345678>',
  '<#123456789012345678>',
  '<t:1:R>',
  '</x:123456789012345678>',
  '<:a:123456789012345678>',
  '<id:customize>',
  ':smile:',
  '**bold** *em* _em_ __u__ ~~s~~ ||spoiler|| `code`',
  '```\ncode\n```',
  '# heading',
  '\n# heading\n-# small\n> quote\n- item\n1. item',
  '- - item',
  '[text](https://evil.example)',
  'https://evil.example/a_b',
  '<https://evil.example>',
  'discord.gg/abc discord.com/invite/abc',
  'a@evil.example',
  '¯\\_(ツ)_/¯',
  '\\',
  'one\\\\',
  '\u202eright to left',
  `\u2068${'מ'.repeat(5000)}\u2069`,
  `x \u2068${'أحمد '.repeat(30)}\u2069 12: \u2068מרים\u2069`,
  '\u2069out\u2068 of\u2067 it\u2069\u2069',
  '\ud800',
  '👨‍👩‍👧‍👦',
  'x'.repeat(5000),
  '*'.repeat(5000),
  'Z\u0301'.repeat(3000),
];

export const hostile = fc.oneof(
  fc.constantFrom(...hostileTexts),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(fc.constantFrom(...'<@!&#:/\\*_~|`>[]()-+. \n1atx'), { maxLength: 60 })
    .map(characters => characters.join('')),
  fc.array(fc.constantFrom(...hostileTexts), { maxLength: 4 }).map(texts => texts.join('')),
);

export const style = fc.record({ bold: fc.boolean(), italic: fc.boolean(), code: fc.boolean() }, { requiredKeys: [] });

const inline: fc.Arbitrary<Inline> = fc.oneof(
  fc.record({ type: fc.constant('text' as const), text: hostile, style }, { requiredKeys: ['type', 'text'] }),
  fc.record({
    type: fc.constant('link' as const),
    url: fc.oneof(fc.webUrl({ withQueryParameters: true, withFragments: true }), hostile),
    text: hostile,
    style,
  }),
  fc.record({
    type: fc.constant('time' as const),
    at: fc.oneof(fc.integer(), fc.double()),
    format: fc.constantFrom(...timeStyles),
    fallback: hostile,
  }),
  fc.constant({ type: 'break' } as const),
);
const inlines = fc.array(inline, { maxLength: 6 });

const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ type: fc.constantFrom('paragraph' as const, 'heading' as const, 'quote' as const), content: inlines }),
  fc.record({
    type: fc.constant('list' as const),
    ordered: fc.boolean(),
    depth: fc.nat(3),
    items: fc.array(inlines, { maxLength: 8 }),
  }),
  fc.record({ type: fc.constant('code' as const), text: hostile }),
  fc.constant({ type: 'divider' } as const),
);

const mention = fc.oneof(
  fc.constantFrom('@here', '@everyone', '<!here>', 'nonsense'),
  fc.bigInt(10n ** 17n, 10n ** 18n).map(id => `<@${id}>`),
  fc.bigInt(10n ** 17n, 10n ** 18n).map(id => `<@&${id}>`),
);

const action: fc.Arbitrary<ActionButton> = fc.record(
  {
    label: hostile,
    action: fc.string({ maxLength: 150 }).map(row => writeMessageAction('test.press', row)),
    style: fc.constantFrom('primary' as const, 'danger' as const),
  },
  { requiredKeys: ['label', 'action'] },
);

/** Messages far beyond Discord's limits are included. */
export const anyMessage: fc.Arbitrary<Message> = fc.record({
  title: inlines,
  color: fc.option(fc.constantFrom(...colors)),
  blocks: fc.array(block, { maxLength: 60 }),
  actions: fc.array(action, { maxLength: 8 }),
  buttons: fc.array(
    fc.record({
      label: hostile,
      url: fc.oneof(
        fc.webUrl(),
        hostile,
        fc.nat(4000).map(length => `https://files.example/${'s'.repeat(length)}`),
      ),
    }),
    { maxLength: 14 },
  ),
  mentions: fc.oneof(
    { weight: 9, arbitrary: fc.array(mention, { maxLength: 5 }) },
    fc.array(mention, { maxLength: 150 }),
  ),
  footnote: inlines,
});
