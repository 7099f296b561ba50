import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { colors } from '../../src/messages/message.ts';
import { formatTemplate, parseTemplate } from '../../src/messages/template/template.ts';

describe('parseTemplate', () => {
  test('front matter and body', () => {
    const text =
      "---\ntitle: '{{type}}'\ncolor: red\nbuttons:\n  - { label: Open, url: '{{recording.url}}' }\n---\nHello\n";
    expect(parseTemplate(text)).toEqual({
      title: '{{type}}',
      color: 'red',
      buttons: [{ label: 'Open', url: '{{recording.url}}' }],
      body: 'Hello\n',
    });
  });

  test('a body alone, an empty front matter, Windows line ends', () => {
    const empty = { title: '', color: null, buttons: [] };
    expect(parseTemplate('Hello\n---\nWorld')).toEqual({ ...empty, body: 'Hello\n---\nWorld' });
    expect(parseTemplate('---\n---\nHello')).toEqual({ ...empty, body: 'Hello' });
    expect(parseTemplate('---\r\ntitle: A\r\n---\r\nHello')).toEqual({ ...empty, title: 'A', body: 'Hello' });
  });

  test.each([
    ['---\ncolor: pink\n---\n', 'line 2: color must be red, orange, yellow, green, blue, purple or gray'],
    ['---\ntitle: A\ncolour: red\n---\n', 'Unknown field "colour". Did you mean "color"?'],
    ['---\ntitle: {{type}}\n---\n', 'line 2: title must be text. Put it in quotes if it starts with {{'],
    ['---\ntitle: A\nbuttons:\n  - { label: A, link: B }\n---\n', 'line 4: Unknown field "link"'],
    ['---\n\ntitle: "A\n---\n', 'line 3'],
    ['---\n- a\n---\n', 'the front matter can have title, color and buttons'],
    ['---\ntitle: A\n', 'no closing ---'],
    [`---\nbuttons: [${'{label: a, url: b},'.repeat(6)}]\n---\n`, 'buttons can have 5 entries at most'],
    ['x'.repeat(10_001), 'Longer than 10,000 characters'],
  ])('%j: %s', (text, problem) => {
    expect(() => parseTemplate(text)).toThrow(problem);
  });
});

test('what formatTemplate writes, parseTemplate reads', () => {
  const words = fc.string({ unit: 'grapheme', maxLength: 40 });
  const template = fc.record({
    title: words,
    color: fc.constantFrom(null, ...colors),
    buttons: fc.array(fc.record({ label: words, url: words }), { maxLength: 5 }),
    body: fc.oneof(words, fc.constantFrom('---\na: 1\n---\nb', '---', '\n\nx', 'a\n---\nb')),
  });
  fc.assert(
    fc.property(template, given => {
      expect(parseTemplate(formatTemplate(given))).toEqual(given);
    }),
  );
});
