import { expect, test } from 'vitest';
import { writeDifference } from '../../src/chat/reply/text-diff.ts';

test('changed lines are marked, and the others are between them', () => {
  expect(writeDifference('a\nb\nc\n', 'a\nB\nc')).toBe('  a\n- b\n+ B\n  c');
});

test('texts with very many different lines are listed one after the other', () => {
  const lines = (text: string) => Array<string>(4900).fill(text).join('\n');
  const difference = writeDifference(lines('a'), lines('b')).split('\n');
  expect(difference).toEqual([...Array(4900).fill('- a'), ...Array(4900).fill('+ b')]);
});
