import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRejectionThrottle } from '../../src/sources/rejection-throttle.ts';

const interval = 1000;

/** Rejections with their address and the time since the previous one. */
const refusals = fc.array(fc.record({ address: fc.constantFrom('a', 'b', 'c'), pause: fc.nat(1500) }), {
  maxLength: 200,
});

/** Counts them and says of each when it came and what became of it. */
function play(burst: number, all: readonly { address: string; pause: number }[]) {
  let now = 0;
  const { count } = createRejectionThrottle({ burst, interval, clock: () => now });
  return all.map(({ address, pause }) => {
    now += pause;
    return { address, at: now, ...count(address) };
  });
}

test('an address gets a burst of reasons and then one per interval, independent of other addresses', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), refusals, (burst, all) => {
      const answered = play(burst, all).filter(({ wait }) => wait === 0);
      for (const [index, first] of answered.entries()) {
        const own = answered.slice(index).filter(({ address }) => address === first.address);
        for (const [more, { at }] of own.entries())
          expect(more + 1).toBeLessThanOrEqual(burst + (at - first.at) / interval);
      }
    }),
  );
});

test('each address is counted separately', () => {
  fc.assert(
    fc.property(refusals, all => {
      const together = play(2, all);
      for (const name of ['a', 'b', 'c']) {
        let before = 0;
        const own = together.filter(({ address }) => address === name);
        const pauses = own.map(({ address, at }) => {
          const pause = at - before;
          before = at;
          return { address, pause };
        });
        expect(play(2, pauses)).toEqual(own);
      }
    }),
  );
});

test('an address gets a reason again after the announced wait, and not a moment sooner', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), refusals, (burst, all) => {
      let now = 0;
      const { count } = createRejectionThrottle({ burst, interval, clock: () => now });
      for (const { pause } of all) {
        now += pause;
        const { wait } = count('a');
        if (wait === 0) continue;
        expect(wait).toBeLessThanOrEqual(interval);
        now += wait - 1;
        expect(count('a').wait).toBe(1);
        now += 1;
        expect(count('a').wait).toBe(0);
      }
    }),
  );
});

test('attempts that were not logged are counted until the next that is', () => {
  fc.assert(
    fc.property(refusals, all => {
      let unlogged = 0;
      for (const one of play(
        2,
        all.map(({ pause }) => ({ address: 'a', pause })),
      )) {
        if (one.wait > 0) unlogged += 1;
        expect(one.unlogged).toBe(unlogged);
        if (one.wait === 0) unlogged = 0;
      }
    }),
  );
});

test('the number of remembered addresses is bounded, and the least recent one is dropped', () => {
  const { count } = createRejectionThrottle({ burst: 1, interval, addresses: 3, clock: () => 0 });
  const isForgotten = (address: string) => count(address).wait === 0;
  for (const address of ['a', 'b', 'c']) expect(isForgotten(address)).toBe(true);
  for (const address of ['a', 'b', 'c']) expect(isForgotten(address)).toBe(false);
  expect(isForgotten('d')).toBe(true);
  expect(['b', 'c', 'd'].map(isForgotten)).toEqual([false, false, false]);
  expect(isForgotten('a')).toBe(true);
});

test.each([
  ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', true],
  ['2001:db8::1', '2001:0db8:0:0:8::', true],
  ['::1', '::2', true],
  ['fe80::1%eth0', 'fe80::2%eth0', true],
  ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
  ['2001:db8::1', '2001:db9::1', false],
  ['::ffff:192.0.2.1', '::ffff:192.0.2.2', false],
  ['192.0.2.1', '192.0.2.2', false],
])('%s and %s count as one sender: %s', (one, other, isOne) => {
  const { count, waitOf } = createRejectionThrottle({ burst: 1, interval, clock: () => 0 });
  count(one);
  expect(waitOf(other) > 0).toBe(isOne);
  expect(count(other).wait > 0).toBe(isOne);
});
