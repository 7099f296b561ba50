import { expect, test } from 'vitest';
import { createLazyList } from '../../src/messages/lazy-list.ts';

test('a lazy list is an array whose items are created once, when they are read', () => {
  const created: number[] = [];
  const list = createLazyList(5, at => {
    created.push(at);
    return at * 10;
  });
  expect(Array.isArray(list)).toBe(true);
  expect([list.length, list[3], list.at(-1), list[3], list[7]]).toEqual([5, 30, 40, 30, undefined]);
  expect(created).toEqual([3, 4]);
  expect(list.map(item => item + 1)).toEqual([1, 11, 21, 31, 41]);
  expect([...list, 2 in list, 7 in list]).toEqual([0, 10, 20, 30, 40, true, false]);
  expect(created.toSorted()).toEqual([0, 1, 2, 3, 4]);
});
