import { expect, test } from 'vitest';
import { counted, plural } from '../../src/util/plural.ts';

test('a count has the matching form of the noun', () => {
  expect([0, 1, 2, 1200].map(count => counted(count, 'message'))).toEqual([
    '0 messages',
    '1 message',
    '2 messages',
    '1,200 messages',
  ]);
  expect(counted(3, 'delivery', 'deliveries')).toBe('3 deliveries');
  expect(plural(1, 'is', 'are')).toBe('is');
});
