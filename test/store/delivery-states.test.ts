import { expect, test } from 'vitest';
import {
  accounts,
  type ShownState,
  shownState,
  shownStates,
  stateWords,
} from '../../src/store/deliveries/delivery-states.ts';
import { type DeliveryState, deliveryStates } from '../../src/store/deliveries/stored-states.ts';

test.each<[DeliveryState, number, { held: string | null } | null, ShownState]>([
  ['queued', 0, null, 'queued'],
  ['queued', 0, { held: null }, 'queued'],
  ['queued', 1, null, 'retrying'],
  ['queued', 0, { held: 'The app is not in this channel.' }, 'on-hold'],
  ['sending', 1, { held: 'The app is not in this channel.' }, 'on-hold'],
  ['sending', 1, null, 'sending'],
  ['sending', 1, { held: null }, 'retrying'],
  ['sending', 2, null, 'retrying'],
  ['posted', 1, { held: 'The app is not in this channel.' }, 'posted'],
  ['batched', 0, null, 'batched'],
  ['failed', 3, null, 'failed'],
  ['ignored', 0, null, 'ignored'],
  ['muted', 0, null, 'muted'],
])('%s after %i attempts, with hold %o, is shown as %s', (state, attempts, hold, shown) => {
  expect(shownState({ state, attempts }, hold)).toBe(shown);
});

test('every stored state is in an account, and every shown state has words', () => {
  expect(Object.keys(accounts).toSorted()).toEqual(deliveryStates.toSorted());
  expect(Object.keys(stateWords)).toEqual([...shownStates]);
});
