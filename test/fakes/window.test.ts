import { expect, test } from 'vitest';
import { createWindows } from './window.ts';

const quota = { requests: 3, per: 1000 };

test('a window begins with its first request, and all its requests expire together', () => {
  const windows = createWindows();
  expect(windows.look('one', quota, 500)).toEqual({ remaining: 3, resetAfter: 1000 });
  windows.take('one', quota, 500);
  windows.take('one', quota, 900);
  expect(windows.look('one', quota, 1000)).toEqual({ remaining: 1, resetAfter: 500 });
  windows.take('one', quota, 1499);
  expect(windows.look('one', quota, 1499)).toEqual({ remaining: 0, resetAfter: 1 });
  expect(windows.look('one', quota, 1500)).toEqual({ remaining: 3, resetAfter: 1000 });
});

test('windows are independent, and a quota may change while one is open', () => {
  const windows = createWindows();
  windows.take('one', quota, 0);
  expect(windows.look('another', quota, 0).remaining).toBe(3);
  expect(windows.look('one', { ...quota, requests: 1 }, 0).remaining).toBe(0);
  expect(windows.look('one', { ...quota, requests: 0 }, 0).remaining).toBe(0);
});
