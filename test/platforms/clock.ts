/** A clock that only moves on request; every wait ends at once. */
import type { Clock } from '../../src/platforms/reconnect.ts';

/** After `most` waits, further waits end only by their signal. */
export function testClock(most = Number.POSITIVE_INFINITY) {
  let time = 0;
  const waits: number[] = [];
  const clock: Clock = {
    now: () => time,
    async wait(milliseconds, signal) {
      waits.push(milliseconds);
      if (waits.length >= most) await new Promise(resolve => signal.addEventListener('abort', resolve));
    },
  };
  return {
    clock,
    /** The milliseconds of every wait. */
    waits,
    pass(milliseconds: number): void {
      time += milliseconds;
    },
  };
}
