import { expect, test } from 'vitest';
import { boundMarks, cutText, shorten } from '../../src/util/text/cut.ts';

const family = '👨‍👩‍👧‍👦';
const graphemes = new Intl.Segmenter('en');

test.each([
  ['a joined emoji', family],
  ['a flag', '🇩🇪'],
  ['a skin tone', '👍🏽'],
  ['a letter with marks', 'e\u0301\u0323'],
  ['a Hangul syllable of jamo', '\u1112\u1161\u11ab'],
  ['a Devanagari conjunct', 'क्षि'],
])('%s is never cut within', (_, character) => {
  const text = character.repeat(20);
  for (let max = 0; max < text.length; max++) {
    const cut = cutText(text, max);
    expect(cut.length).toBeLessThanOrEqual(max);
    expect(cut).toBe(character.repeat(Math.floor(max / character.length)));
    expect(shorten(text, max + 1).length).toBeLessThanOrEqual(max + 1);
  }
});

test('a text that fits stays unchanged, and a longer one ends in an ellipsis', () => {
  expect(shorten('Ann Lee', 7)).toBe('Ann Lee');
  expect(shorten('Ann Lee', 6)).toBe('Ann L…');
  expect(shorten('Ann Lee', 5)).toBe('Ann…');
  expect(cutText('Ann Lee', 0)).toBe('');
});

test('an isolate that is cut is closed within the length', () => {
  const text = `\u2068${'א'.repeat(20)}\u2069`;
  expect(cutText(text, 10)).toBe(`\u2068${'א'.repeat(8)}\u2069`);
});

test('an endless grapheme is cut at a code point', () => {
  const chain = '👩‍'.repeat(500);
  const cut = cutText(chain, 301);
  expect(cut.length).toBeGreaterThan(230);
  expect(cut.isWellFormed()).toBe(true);
});

test('a letter keeps six stacked marks, also with joiners between them', () => {
  const zalgo = `Z${'\u0335\u0308\u0323'.repeat(30)}oe`;
  expect(boundMarks(zalgo)).toBe(`Z${'\u0335\u0308\u0323'.repeat(2)}oe`);
  expect(boundMarks(`a${'\u0301\u200d'.repeat(40)}b`)).toHaveLength(8);
  for (const text of ['שָׁ֖לוֹם', 'Việt', family, 'เชียงใหม่', 'क्षि', '1️⃣']) expect(boundMarks(text)).toBe(text);
});

test('bounded marks leave graphemes of bounded length', () => {
  const name = boundMarks(`Zoe${'\u0301'.repeat(5000)} Lee`);
  for (const { segment } of graphemes.segment(name)) expect(segment.length).toBeLessThan(10);
});
