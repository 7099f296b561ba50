import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanLine, cleanLines } from '../../src/platforms/text/sanitize.ts';

test('a name stays on one line without control characters', () => {
  expect(cleanLine('Ann\r\nLee\u2028\tSmith')).toBe('Ann Lee Smith');
  expect(cleanLine('a\u0000b\u202ec\u2066d\u0007')).toBe('abcd');
  expect(cleanLine('half \ud83d')).toBe('half \ufffd');
  expect(cleanLine('سلام 👩‍👩‍👧')).toBe('سلام 👩‍👩‍👧');
});

test('code retains its lines and its indentation', () => {
  expect(cleanLines('a\r\n\tb\rc\u0000')).toBe('a\n  b\nc');
});

test('isolates remain only in pairs on one line', () => {
  expect(cleanLine('\u2068מרים\u2069: 1 min')).toBe('\u2068מרים\u2069: 1 min');
  expect(cleanLine('\u2069a\u2068b')).toBe('ab');
  expect(cleanLines('\u2068a\nb\u2069\n\u2068c\u2069')).toBe('a\nb\n\u2068c\u2069');
});

test('no text contains control or direction characters outside a pair of isolates', () => {
  const withoutIsolates = (text: string) => text.replaceAll(/\u2068([^\u2066-\u2069]*)\u2069/g, '$1');
  const acting = fc.array(fc.constantFrom('\u202e', '\u2066', '\u2067', '\u2068', '\u2069', '\n', 'a', 'מ'));
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    acting.map(pieces => pieces.join('')),
  );
  fc.assert(
    fc.property(texts, text => {
      expect(withoutIsolates(cleanLine(text))).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      for (const line of cleanLines(text).split('\n'))
        expect(withoutIsolates(line)).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      expect(cleanLine(text).isWellFormed() && cleanLines(text).isWellFormed()).toBe(true);
    }),
  );
});
