import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closeIsolate, countOpenIsolates, isolate, keepIsolates } from '../../src/util/text/bidi.ts';

/** Any order of controls, names and the like. */
const mixed = fc
  .array(fc.constantFrom('\u2066', '\u2067', '\u2068', '\u2069', '\u202e', '\u202c', 'מרים', 'أحمد', ' 12: ', 'Ann'))
  .map(pieces => pieces.join(''));

/** Pairs of U+2068 and U+2069 with no other control in or around them. */
const balanced =
  /^[^\u202a-\u202e\u2066-\u2069]*(\u2068[^\u202a-\u202e\u2066-\u2069]*\u2069[^\u202a-\u202e\u2066-\u2069]*)*$/;

describe('isolate', () => {
  test.each(['מרים (123)', 'أحمد!', 'Ann אן', '123 مریم', 'ߊߟߎ', '𞤀𞤣𞤤𞤢𞤥', 'a\u200f'])('surrounds %s', text => {
    expect(isolate(text)).toBe(`\u2068${text}\u2069`);
  });

  test.each(['Ann Lee', '山田', 'Ünal (123)!', 'हिन्दी', '', '😀'])('leaves %s unchanged', text => {
    expect(isolate(text)).toBe(text);
  });
});

test('keepIsolates keeps complete isolates and removes all other controls', () => {
  expect(keepIsolates('\u2068מרים\u2069: 1 min')).toBe('\u2068מרים\u2069: 1 min');
  expect(keepIsolates('a\u2069b\u2068c')).toBe('abc');
  expect(keepIsolates('\u2068a\u2068b\u2069c\u2069d\u2069')).toBe('\u2068abc\u2069d');
  expect(keepIsolates('\u2068a\u2067b\u2069c\u2069')).toBe('\u2068abc\u2069');
  expect(keepIsolates('\u2067a\u2069\u202eb\u202c')).toBe('ab');
  fc.assert(
    fc.property(mixed, text => {
      expect(keepIsolates(text)).toMatch(balanced);
      expect(keepIsolates(keepIsolates(text))).toBe(keepIsolates(text));
    }),
  );
});

test('a truncated isolate is closed with one character, or removed if it is empty', () => {
  expect(closeIsolate('a \u2068מר')).toBe('a \u2068מר\u2069');
  expect(closeIsolate('a \u2068')).toBe('a ');
  fc.assert(
    fc.property(mixed, fc.nat(), (text, length) => {
      const start = keepIsolates(text).slice(0, length % 40);
      expect(closeIsolate(start)).toMatch(balanced);
      expect(closeIsolate(start).length).toBeLessThanOrEqual(start.length + countOpenIsolates(start));
    }),
  );
});
