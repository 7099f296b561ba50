import { expect, test } from 'vitest';
import { checkTimers, type TimerEntry } from './timers.ts';

const entry = (timer: string, what: TimerEntry['what']): TimerEntry => ({ timer, what, at: 2, due: 1 });
const set = ['a', 'b', 'c'].map(timer => entry(timer, 'set'));

test('timers that fired once, were canceled or wait are fine', () => {
  const entries = [...set, entry('a', 'fired'), entry('b', 'canceled')];
  expect(checkTimers(entries, ['c'])).toEqual({ firedTwice: [], timersLost: [] });
});

test('a timer that fired twice, or although it was canceled, is reported, and so is one without an end', () => {
  const entries = [...set, entry('a', 'fired'), entry('a', 'fired'), entry('b', 'fired'), entry('b', 'canceled')];
  expect(checkTimers(entries, [])).toEqual({
    firedTwice: ['a ended 2 times', 'b ended 2 times'],
    timersLost: ['c was set and has no end'],
  });
  expect(checkTimers([...set.slice(0, 1), entry('a', 'fired')], ['a']).firedTwice).toHaveLength(1);
});
