import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanLine, cleanLines } from '../../src/platforms/clean.ts';

test('a name stays on its line, and what is invisible and acts is gone', () => {
  expect(cleanLine('Ann\r\nLee\u2028\tSmith')).toBe('Ann Lee Smith');
  expect(cleanLine('a\u0000b\u202ec\u2066d\u0007')).toBe('abcd');
  expect(cleanLine('half \ud83d')).toBe('half \ufffd');
  expect(cleanLine('سلام 👩‍👩‍👧')).toBe('سلام 👩‍👩‍👧');
});

test('code keeps its lines and its indentation', () => {
  expect(cleanLines('a\r\n\tb\rc\u0000')).toBe('a\n  b\nc');
});

test('nothing that acts is left of any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      expect(cleanLine(text)).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      expect(cleanLines(text)).not.toMatch(/(?!\n)[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      expect(cleanLine(text).isWellFormed() && cleanLines(text).isWellFormed()).toBe(true);
    }),
  );
});
