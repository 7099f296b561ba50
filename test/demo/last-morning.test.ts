import { expect, test } from 'vitest';
import { lastMorning, scriptedDay } from '../../src/demo/day.ts';

test.each([
  ['2026-03-02T14:13:00', '2026-03-01T09:02:00'],
  ['2026-03-02T14:15:00', '2026-03-02T09:02:00'],
  ['2026-03-02T00:00:00', '2026-03-01T09:02:00'],
])('at %s the day that is played begins at %s', (now, morning) => {
  const start = lastMorning(new Date(now));
  expect(new Date(start)).toEqual(new Date(morning));
  const moments = scriptedDay(start).map(step => step.at);
  expect(moments).toEqual(moments.toSorted((a, b) => a - b));
  expect(moments.at(-1)).toBeLessThan(new Date(now).getTime());
});
