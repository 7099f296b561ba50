import { expect, test } from 'vitest';
import { checkDead } from './after.ts';
import type { Call } from './check.ts';

const call = (caller: string, change: Partial<Call> = {}): Call => ({
  caller,
  channels: ['slack:T/C1', 'slack:T/C2'],
  sentAt: 0,
  acceptedAt: 1,
  poison: false,
  ...change,
});
const bad = call('caller-1', { poison: true });
const inEveryChannel = bad.channels.map(channel => ({ channel, caller: 'caller-1' }));

test('only rejected messages may fail, in every channel', () => {
  expect(checkDead([call('caller-0'), bad], inEveryChannel)).toEqual([]);
  expect(checkDead([call('caller-0')], [])).toEqual([]);
});

test('a rejected message without an accepted webhook may fail or not exist', () => {
  const unsure = { ...bad, acceptedAt: null };
  expect(checkDead([unsure], [])).toEqual([]);
  expect(checkDead([unsure], inEveryChannel)).toEqual([]);
});

test('a wrongly failed message is reported, and so is a rejected one that has not failed', () => {
  const innocent = { channel: 'slack:T/C1', caller: 'caller-0' };
  expect(checkDead([call('caller-0'), bad], [...inEveryChannel, innocent])).toEqual([
    'slack:T/C1: caller-0 failed without a reason',
  ]);
  expect(checkDead([bad], inEveryChannel.slice(0, 1))).toEqual([
    'slack:T/C2: caller-1 was rejected, but has not failed',
  ]);
});
