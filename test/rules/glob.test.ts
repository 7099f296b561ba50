import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expandGlob, matchGlob, namesOther } from '../../src/rules/glob.ts';

/** The definition, letter by letter. */
function naive(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern[0] === '*') return naive(pattern.slice(1), text) || (text !== '' && naive(pattern, text.slice(1)));
  return pattern[0] === text[0] && naive(pattern.slice(1), text.slice(1));
}

test('a glob matches what its definition matches', () => {
  const word = (letters: string) => fc.string({ unit: fc.constantFrom(...letters), maxLength: 7 });
  fc.assert(
    fc.property(word('ab.*'), word('ab.'), (pattern, text) => {
      expect(matchGlob(pattern, text)).toBe(naive(pattern, text));
    }),
    { numRuns: 2000 },
  );
});

test('a star matches dots', () => {
  expect(expandGlob('call.*')).toEqual(expect.arrayContaining(['call.missed', 'call.transfer.failed']));
  expect(expandGlob('*.failed')).toEqual(expect.arrayContaining(['call.failed', 'call.transfer.failed', 'hls.failed']));
  expect(expandGlob('cal.*')).toEqual([]);
});

test('patterns for unknown triggers are recognized', () => {
  expect(['other.*', 'other.foo', 'oth*'].map(namesOther)).toEqual([true, true, true]);
  expect(['other.', '*foo', 'call.*', 'otter'].map(namesOther)).toEqual([false, false, false, false]);
});
