import { expect, test } from 'vitest';
import {
  accounts,
  type ShownState,
  shownState,
  shownStates,
  stateWords,
} from '../../src/store/deliveries/delivery-states.ts';
import { type DeliveryState, deliveryStates } from '../../src/store/tables.ts';

test.each<[DeliveryState, number, { held: string | null } | null, ShownState]>([
  ['pending', 0, null, 'queued'],
  ['pending', 0, { held: null }, 'queued'],
  ['pending', 1, null, 'retrying'],
  ['pending', 0, { held: 'The app is not in this channel.' }, 'on-hold'],
  ['sending', 1, { held: 'The app is not in this channel.' }, 'on-hold'],
  ['sending', 1, null, 'sending'],
  ['sending', 1, { held: null }, 'retrying'],
  ['sending', 2, null, 'retrying'],
  ['sent', 1, { held: 'The app is not in this channel.' }, 'posted'],
  ['folded', 0, null, 'batched'],
  ['dead', 3, null, 'failed'],
  ['ignored', 0, null, 'ignored'],
  ['muted', 0, null, 'muted'],
])('%s after %i attempts, with hold %o, is shown as %s', (state, attempts, hold, shown) => {
  expect(shownState({ state, attempts }, hold)).toBe(shown);
});

test('every stored state is in an account, and every shown state has words', () => {
  expect(Object.keys(accounts).toSorted()).toEqual(deliveryStates.toSorted());
  expect(Object.keys(stateWords)).toEqual([...shownStates]);
});
