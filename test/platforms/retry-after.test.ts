import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boundWait, longestRetryAfter, readRetryAfter } from '../../src/platforms/retry-after.ts';

const now = Date.parse('2026-10-21T07:28:00Z');

test.each([
  ['1', 1000],
  ['0.3', 300],
  [' 30 ', 30_000],
  ['Wed, 21 Oct 2026 07:29:00 GMT', 60_000],
  ['31536000', longestRetryAfter],
  ['Fri, 31 Dec 2999 23:59:59 GMT', longestRetryAfter],
])('Retry-After %j is %i ms', (header, wait) => {
  expect(readRetryAfter(header, now)).toBe(wait);
});

test.each([null, '', '0', '-5', 'NaN', 'Infinity', 'soon', '1e3', '9'.repeat(400), 'Wed, 21 Oct 2015 07:28:00 GMT'])(
  'Retry-After %j is no time',
  header => {
    expect(readRetryAfter(header, now)).toBeNull();
  },
);

test('for any header the wait is null or between a millisecond and an hour', () => {
  const header = fc.oneof(
    fc.string(),
    fc.double().map(String),
    fc.date({ noInvalidDate: true }).map(date => date.toUTCString()),
  );
  const isWait = (wait: number | null) =>
    wait === null || (wait >= 1 && wait <= longestRetryAfter && Number.isInteger(wait));
  fc.assert(fc.property(header, text => isWait(readRetryAfter(text, now))));
  fc.assert(fc.property(fc.double(), milliseconds => isWait(boundWait(milliseconds))));
});
