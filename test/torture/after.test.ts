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
const everywhere = bad.channels.map(channel => ({ channel, caller: 'caller-1' }));

test('what the platforms refuse is a dead letter in every channel, and nothing else is', () => {
  expect(checkDead([call('caller-0'), bad], everywhere)).toEqual([]);
  expect(checkDead([call('caller-0')], [])).toEqual([]);
});

test('one that was never known to be stored may be one', () => {
  const unsure = { ...bad, acceptedAt: null };
  expect(checkDead([unsure], [])).toEqual([]);
  expect(checkDead([unsure], everywhere)).toEqual([]);
});

test('a dead letter that nothing was wrong with is named, and so is one that should be dead', () => {
  const innocent = { channel: 'slack:T/C1', caller: 'caller-0' };
  expect(checkDead([call('caller-0'), bad], [...everywhere, innocent])).toEqual([
    'slack:T/C1: caller-0 is dead, and nothing was wrong with it',
  ]);
  expect(checkDead([bad], everywhere.slice(0, 1))).toEqual(['slack:T/C2: caller-1 was refused, and is no dead letter']);
});
