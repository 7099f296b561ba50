import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { localTime, untilTime } from '../../src/messages/local-time.ts';

const now = Date.parse('2026-11-21T09:30:00Z');
const hour = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now });
  onTestFinished(() => void vi.useRealTimers());
});

test.each([
  [now, 'just now'],
  [now - 20_000, '20 s ago'],
  [now - 2 * hour, '2 hours ago'],
  [now + 5 * 60_000, '5 min from now'],
])('a reader without a zone reads the time as relative: %s', (at, fallback) => {
  expect(localTime(at)).toEqual({ type: 'time', at: at / 1000, format: 'datetime', fallback });
});

test.each([
  [hour, 'time', '1 hour from now'],
  // The answer to a mute is written a moment later than the mute's end was computed.
  [hour - 20, 'time', '1 hour from now'],
  [24 * hour, 'datetime', '1 day from now'],
])('an end in %i ms is written as %s, without a zone as %s', (distance, format, fallback) => {
  expect(untilTime(now + distance)).toMatchObject({ format, fallback });
});
