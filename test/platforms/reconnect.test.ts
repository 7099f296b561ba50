import { expect, test } from 'vitest';
import { createReconnect, lastingAfter } from '../../src/platforms/reconnect.ts';

function start(pauses: number[]) {
  const clock = { time: 0, now: () => clock.time };
  const reconnect = createReconnect(pauses, clock);
  /** A connection of this many milliseconds; null for a failed attempt. */
  const connection = (milliseconds: number | null) => {
    if (milliseconds !== null) reconnect.opened();
    clock.time += milliseconds ?? 0;
    return reconnect.ended();
  };
  return connection;
}

test('the wait grows with every short connection, and each longer wait is news once', () => {
  const connection = start([0, 1000, 5000]);
  expect([0, 10, null, lastingAfter - 1].map(connection)).toEqual([
    { wait: 1000, news: true },
    { wait: 5000, news: true },
    { wait: 5000, news: false },
    { wait: 5000, news: false },
  ]);
});

test('a long connection resets the waits', () => {
  const connection = start([0, 1000, 5000]);
  connection(0);
  connection(0);
  expect(connection(lastingAfter)).toEqual({ wait: 0, news: false });
  expect(connection(0)).toEqual({ wait: 1000, news: true });
});
