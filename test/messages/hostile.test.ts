/** Whatever a webhook says, it says it as text. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PartName, parts } from '../../src/events/event.ts';
import { type Field, fieldsOfPart, sessionFields } from '../../src/events/fields.ts';
import type { Session } from '../../src/events/session.ts';
import type { Message } from '../../src/messages/message.ts';
import { toText } from '../../src/messages/message-text.ts';
import { renderStrictly } from '../../src/messages/render-template.ts';
import { loadBuiltins } from '../../src/messages/template/built-in-templates.ts';
import { shortNames } from '../../src/messages/template/short-names.ts';
import type { Template } from '../../src/messages/template/template.ts';
import { cleanText } from '../../src/messages/visible-text.ts';
import { isolate } from '../../src/util/text/bidi.ts';
import { hasVisibleText } from '../../src/util/text/visible.ts';
import { makeContext, makeEvent, makeTemplate } from './samples.ts';

type Tree = { [name: string]: unknown };

/** A value for each field: every text is `text`, every list has one item, and there are no addresses. */
function fillFields(fields: readonly Field[], text: string): Tree {
  const tree: Tree = {};
  for (const { path, kind, values } of fields) {
    const names = path.replaceAll('[]', '.0').split('.');
    const last = names.pop() ?? '';
    const owner = names.reduce<Tree>((node, name) => node[name] as Tree, tree);
    if (kind === 'object') owner[last] = {};
    else if (kind === 'list') owner[last] = fields.some(field => field.path.startsWith(`${path}[].`)) ? [{}] : [];
    else if (kind === 'number') owner[last] = 61;
    else if (kind === 'flag') owner[last] = true;
    else if (/url$/i.test(last)) owner[last] = null;
    else owner[last] = values?.[0] ?? (/At$/.test(last) ? '2026-11-21T09:30:00.000Z' : text);
  }
  return tree;
}

const partNames = Object.keys(parts) as PartName[];
const allParts = partNames.flatMap(fieldsOfPart);

function renderWith(template: Template, text: string): Message {
  const event = { ...makeEvent('call.missed'), ...fillFields(allParts, text), trigger: text, source: text };
  return renderStrictly(template, makeContext(event, fillFields(sessionFields, text).session as Session));
}

const attacks = [
  '<!channel>',
  '@everyone',
  '<@U1>',
  '<https://evil.example|here>',
  '[here](https://evil.example)',
  '![x](https://evil.example/x.png)',
  '<https://evil.example>',
  'https://evil.example',
  '**bold** _it_ `code` ~~no~~',
  '# heading',
  '- item\n- item',
  '1. item',
  '> quote',
  '```\ncode\n```',
  '---',
  '<b>html</b>',
  '&lt;!channel&gt;',
  '{{call.caller.name}}',
  '{{#each session.people}}',
  '\u202egnp.exe',
  'a\u0000\u001b[31mb',
  '\ue0000\ue001',
  '\ue0001',
  '\ue002a',
  '\\',
  '`',
  '$&',
  '__proto__',
  'line\n\nline',
  'Ann!',
  'Dr. No.',
];
const ordinary = 'Zoe';
const hostile = fc.oneof(
  fc.constantFrom(...attacks),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.array(fc.constantFrom(...'*_`[]()<>#-!|~\\\n{}&@ a'), { maxLength: 30 }).map(letters => letters.join('')),
  fc.tuple(fc.constantFrom(...attacks), fc.constantFrom(...attacks)).map(two => two.join(' ')),
);

/** The message for an ordinary name, with that name written otherwise. */
function rename(message: Message, name: string): Message {
  return JSON.parse(JSON.stringify(message), (_, value) =>
    typeof value === 'string' ? value.replaceAll(ordinary, () => name) : value,
  );
}

const templates = [
  ...loadBuiltins(),
  [
    'everywhere',
    makeTemplate(
      '# {{trigger}}\n\n**{{trigger}}** _{{trigger}}_ `{{trigger}}`\n\n- {{trigger}}\n\n> {{{trigger}}}\n\n```\n{{trigger}}\n```\n\n{{&trigger}} [x]: {{trigger}}',
      { title: '{{trigger}}' },
    ),
  ],
  [
    'short names',
    makeTemplate(
      Object.keys(shortNames)
        .map(name => `- **{{${name}}}** _{{${name}}}_ \`{{${name}}}\``)
        .join('\n'),
      { title: '{{who}}: {{people}}' },
    ),
  ],
] as [string, Template][];

describe.each(templates)('%s', (_, template) => {
  const message = renderWith(template, ordinary);

  test('hostile values change only the text', () => {
    fc.assert(
      fc.property(hostile, text => {
        const name = cleanText(text);
        fc.pre(name !== '');
        expect(renderWith(template, text)).toEqual(rename(message, isolate(name)));
      }),
      { numRuns: 60, examples: attacks.map(attack => [attack]) },
    );
  });

  test('5,000 characters are cut, and all of them together', () => {
    const long = renderWith(template, 'Zoe '.repeat(1250));
    expect(toText(long).length).toBeLessThan(toText(message).length + 14_000);
    expect(JSON.stringify(long).length).toBeGreaterThanOrEqual(JSON.stringify(message).length);
    expect(JSON.stringify(long)).not.toContain('Zoe '.repeat(251));
  });
});

/** Any character, and often one of those that cleaning removes: by chance alone they would hardly ever come. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...'\u202a\u202e\u2066\u2069\u200b\ufeff\u00ad\u2028\u0085\ue000\ue001\ue002\ud800\0\u0007\n '),
    fc.constantFrom(...'\u{e0041}é👨‍👩‍👧a'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
});

test('cleaned text is visible, on one line, and stays as it is when cleaned again', () => {
  fc.assert(
    fc.property(anyText, text => {
      const clean = cleanText(text);
      expect(clean).not.toMatch(/[\p{Cc}\u200b\ufeff\u202a-\u202e\u2066-\u2069\u2028\u2029\ue000-\ue002]/u);
      expect(clean.isWellFormed()).toBe(true);
      expect(cleanText(clean)).toBe(clean);
      expect(hasVisibleText(text)).toBe(clean !== '');
    }),
  );
});
