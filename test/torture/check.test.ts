/** The checker finds what there is to find, and nothing in a record that is as it must be. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Call, check } from './check.ts';

const channel = 'slack:T0123/C1';

/** Sent one after the other: each is accepted before the next is sent. */
function calls(count: number, change: Partial<Call> = {}): Call[] {
  return Array.from({ length: count }, (_, at) => ({
    caller: `caller-${at}`,
    channels: [channel],
    sentAt: at * 10,
    acceptedAt: at * 10 + 5,
    poison: false,
    ...change,
  }));
}
const read = (...numbers: number[]) => new Map([[channel, numbers.map(number => `caller-${number}`)]]);
const none = { lost: [], doubled: [], outOfOrder: [], strays: [] };

test('calls read once and in order are fine', () => {
  expect(check(calls(4), read(0, 1, 2, 3))).toEqual(none);
  expect(check([], new Map())).toEqual(none);
});

test('a lost call is reported for every channel where it must be posted', () => {
  expect(check(calls(3), read(0, 2)).lost).toEqual([`${channel}: caller-1 was accepted and is not read`]);
  const everywhere = calls(1, { channels: [channel, 'discord:1/2'] });
  expect(check(everywhere, read(0)).lost).toEqual(['discord:1/2: caller-0 was accepted and is not read']);
  expect(check(everywhere, new Map()).lost).toHaveLength(2);
});

test('a doubled call is reported once, and as nothing else', () => {
  expect(check(calls(3), read(0, 1, 2, 1, 1))).toEqual({ ...none, doubled: [`${channel}: caller-1 is read 3 times`] });
});

test('a call that is read too early is reported with the one it overtook', () => {
  const { outOfOrder, ...others } = check(calls(4), read(0, 2, 1, 3));
  expect(outOfOrder).toEqual([`${channel}: caller-2 is read before caller-1, which was accepted before it was sent`]);
  expect(others).toEqual({ lost: [], doubled: [], strays: [] });
});

test('calls sent at the same time may be read in either order', () => {
  const together = calls(2, { sentAt: 0, acceptedAt: 50 });
  expect(check(together, read(1, 0))).toEqual(none);
});

test('a call that may not be stored may be read or not, in order or later', () => {
  const [first, unsure, last] = calls(3) as [Call, Call, Call];
  const sent = [first, { ...unsure, acceptedAt: null }, last];
  for (const reading of [read(0, 2), read(0, 1, 2), read(0, 2, 1)]) expect(check(sent, reading)).toEqual(none);
  // But not before what was accepted before it was sent.
  expect(check(sent, read(1, 0, 2)).outOfOrder).toHaveLength(1);
});

test('a call that was rejected for a while is read once, in any place', () => {
  const [first, poison, last] = calls(3) as [Call, Call, Call];
  const sent = [first, { ...poison, poison: true }, last];
  expect(check(sent, read(0, 2, 1))).toEqual(none);
  expect(check(sent, read(0, 2)).lost).toHaveLength(1);
  expect(check(sent, read(0, 1, 2, 1)).doubled).toHaveLength(1);
});

test('a call in a wrong channel is a stray', () => {
  expect(check(calls(1), read(0, 7)).strays).toEqual([`${channel}: caller-7 is read and not expected there`]);
  const elsewhere = new Map([...read(0), ['slack:T0123/C2', ['caller-0']]]);
  expect(check(calls(1), elsewhere).strays).toEqual(['slack:T0123/C2: caller-0 is read and not expected there']);
});

test('any two calls that changed places are found', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 30 }), fc.nat(), fc.nat(), (count, one, other) => {
      const order = Array.from({ length: count }, (_, at) => at);
      const [a, b] = [one % count, other % count];
      [order[a], order[b]] = [b, a];
      const { lost, doubled, outOfOrder } = check(calls(count), read(...order));
      expect([lost, doubled]).toEqual([[], []]);
      expect(outOfOrder.length > 0).toBe(a !== b);
    }),
  );
});
