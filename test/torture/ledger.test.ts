import { expect, test } from 'vitest';
import type { LedgerLine } from '../../src/store/deliveries/ledger.ts';
import type { Call } from './check.ts';
import { checkLedger } from './ledger.ts';

const channel = 'slack:T0123/C1';
const call = (caller: string, acceptedAt: number | null = 1): Call => ({
  caller,
  channels: [channel],
  sentAt: 0,
  acceptedAt,
  poison: false,
});
const calls = [call('a'), call('b'), call('c', null)];
const fine: LedgerLine = {
  channel,
  received: 2,
  posted: 1,
  batched: 1,
  superseded: 0,
  ignored: 0,
  muted: 0,
  waiting: 0,
  failed: 0,
};
const readings = new Map([[channel, ['a', 'b']]]);

test('a ledger that agrees with the calls sent and read is fine, with or without unconfirmed calls', () => {
  expect(checkLedger([fine], calls, readings)).toEqual([]);
  const more = new Map([[channel, ['a', 'b', 'c']]]);
  expect(checkLedger([{ ...fine, received: 3, posted: 2 }], calls, more)).toEqual([]);
});

test.each<[string, Partial<LedgerLine>, string]>([
  ['does not add up', { received: 3 }, 'received 3, but the accounts add up to 2'],
  ['holds something back', { received: 3, waiting: 1 }, '1 still wait'],
  ['has a failed message', { received: 3, failed: 1 }, '1 failed'],
  ['has more posted than is read', { received: 3, batched: 2 }, '3 were posted, but 2 are read'],
  ['misses what was accepted', { received: 1, batched: 0 }, 'received 1, but 2 were accepted'],
  ['has more than was sent', { received: 4, ignored: 2 }, 'received 4, but only 3 were sent'],
])('a ledger that %s is reported', (_what, change, problem) => {
  expect(checkLedger([{ ...fine, ...change }], calls, readings)).toContain(`${channel}: ${problem}`);
});

test('a channel with calls that is missing in the ledger is reported', () => {
  expect(checkLedger([], calls, readings)).toEqual([`${channel} is not in the ledger`]);
});
