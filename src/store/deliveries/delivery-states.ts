/** The states of a delivery as people, JSON, the ledger and metrics name them, from the states that are stored. */
import type { DeliveryState } from '../tables.ts';

/** In JSON, in a pipe, and after `--state`. */
export const shownStates = [
  'queued',
  'retrying',
  'on-hold',
  'sending',
  'posted',
  'batched',
  'ignored',
  'muted',
  'failed',
] as const;
export type ShownState = (typeof shownStates)[number];

/** In a sentence, a table, or on a page. */
export const stateWords = {
  queued: 'queued',
  retrying: 'retrying',
  'on-hold': 'on hold',
  sending: 'sending',
  posted: 'posted',
  batched: 'batched',
  ignored: 'ignored',
  muted: 'muted',
  failed: 'failed',
} as const satisfies Record<ShownState, string>;

/** A delivery that still waits has no state of its own here: it depends on its channel, see shownState(). */
const finalStates = {
  sent: 'posted',
  folded: 'batched',
  ignored: 'ignored',
  muted: 'muted',
  dead: 'failed',
} as const satisfies Partial<Record<DeliveryState, ShownState>>;

/** The accounts of the ledger and `/metrics`. Their sum is `received`. `waiting` is queued, retrying, on hold and sending. */
export const accounts = {
  ...finalStates,
  pending: 'waiting',
  sending: 'waiting',
} as const satisfies Record<DeliveryState, string>;
export type Account = (typeof accounts)[DeliveryState];

/** `hold` is the row of the delivery's channel, or of its platform, in `lanes`; null when posting there works. */
export function shownState(
  { state, attempts }: { state: DeliveryState; attempts: number },
  hold: { held: string | null } | null = null,
): ShownState {
  if (state !== 'pending' && state !== 'sending') return finalStates[state];
  if (hold?.held) return 'on-hold';
  // A first attempt that failed left the delivery pending, or its channel with a row.
  const hasFailed = attempts > 1 || (attempts === 1 && (state === 'pending' || hold !== null));
  return hasFailed ? 'retrying' : state === 'sending' ? 'sending' : 'queued';
}
