/** The values of a delivery's columns `state` and `kind`. */

/**
 * The stored states; delivery-states.ts has their names for people.
 * - `sending`: the platform may have received it, so it is looked up there before it is posted again
 * - `batched`: in the message of another delivery of its lane
 * - `superseded`: an edit that a newer one replaced, or that would have changed nothing
 * - `muted`: its channel was muted when the event was routed
 */
export const deliveryStates = [
  'queued',
  'sending',
  'posted',
  'batched',
  'superseded',
  'failed',
  'ignored',
  'muted',
] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** The kinds of deliveries; delivery/kinds has how each is sent. The key of a `post` is its event's id. */
export const deliveryKinds = ['post', 'reply', 'edit'] as const;
export type DeliveryKind = (typeof deliveryKinds)[number];
