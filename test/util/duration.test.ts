import { expect, test } from 'vitest';
import { readSeconds } from '../../src/util/duration.ts';

test.each([
  ['90s', 90],
  ['10 min', 600],
  ['2 hours', 7200],
  ['1 hr', 3600],
  ['7D', 604_800],
  ['3 days', 259_200],
  ['5', 5],
])('%s is read as people mean it', (text, seconds) => {
  expect(readSeconds(text)).toBe(seconds);
});

test.each(['', 'm', '-1', '1.5h', '2h 30m', '2 months', '1 mint', '9999999999s'])('"%s" is not a duration', text => {
  expect(readSeconds(text)).toBeNull();
});
