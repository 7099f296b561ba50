/** Maps the stored states of a delivery to those of the interface, JSON, the ledger and metrics. */
import type { DeliveryState } from './stored-states.ts';

/** The states in JSON, in piped output, and after `--state`. */
export const shownStates = [
  'queued',
  'sending',
  'retrying',
  'on-hold',
  'posted',
  'batched',
  'superseded',
  'ignored',
  'muted',
  'failed',
] as const;
export type ShownState = (typeof shownStates)[number];

/** The states in sentences, tables and on pages. */
export const stateWords = {
  queued: 'queued',
  sending: 'sending',
  retrying: 'retrying',
  'on-hold': 'on hold',
  posted: 'posted',
  batched: 'batched',
  superseded: 'superseded',
  ignored: 'ignored',
  muted: 'muted',
  failed: 'failed',
} as const satisfies Record<ShownState, string>;

/** States that no longer change. The state of a waiting delivery depends on its channel; see shownState(). */
export const finalStates = {
  posted: 'posted',
  batched: 'batched',
  superseded: 'superseded',
  ignored: 'ignored',
  muted: 'muted',
  failed: 'failed',
} as const satisfies Partial<Record<DeliveryState, ShownState>>;

/** The accounts of the ledger and `/metrics`. Their sum is `received`. `waiting` is queued, retrying, on hold and sending. */
export const accounts = {
  ...finalStates,
  queued: 'waiting',
  sending: 'waiting',
} as const satisfies Record<DeliveryState, string>;
export type Account = (typeof accounts)[DeliveryState];

/** Returns the state to show. `hold` is the hold of the delivery's channel or platform; null when posting there works. */
export function shownState(
  { state, attempts }: { state: DeliveryState; attempts: number },
  hold: { held: string | null } | null = null,
): ShownState {
  if (state !== 'queued' && state !== 'sending') return finalStates[state];
  if (hold?.held) return 'on-hold';
  // After a failed first attempt the delivery is queued again, or its channel has a hold.
  const hasFailed = attempts > 1 || (attempts === 1 && (state === 'queued' || hold !== null));
  return hasFailed ? 'retrying' : state === 'sending' ? 'sending' : 'queued';
}
