/** The values of a delivery's columns `state` and `kind`. */

/**
 * The stored states; delivery-states.ts has their names for people.
 * - `sending`: the platform may have received it, so it is looked up there before it is posted again
 * - `folded`: batched into the message of another delivery of its lane
 * - `dead`: failed
 * - `muted`: its channel was muted when the event was routed
 */
export const deliveryStates = ['queued', 'sending', 'posted', 'batched', 'failed', 'ignored', 'muted'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** The kinds of deliveries: the key of a `post` is its event's id. */
export const deliveryKinds = ['post'] as const;
export type DeliveryKind = (typeof deliveryKinds)[number];
