/** The tables of deliveries; see tables.ts. */
import type { Generated } from 'kysely';
import type { DeliveryKind, DeliveryState } from './stored-states.ts';

/** One thing to send to one channel; unique by channel, kind and key. */
export interface DeliveriesTable {
  /** The order within a lane. */
  id: Generated<number>;
  kind: DeliveryKind;
  key: string;
  /** Null, like `event_id`, for a delivery without an event. */
  event_seq: number | null;
  event_id: string | null;
  channel: string;
  rule_id: string;
  /** JSON: a copy of the rule that matched. */
  rule: string;
  state: DeliveryState;
  /** Random; the platform's lookup finds the message by it. */
  nonce: string;
  /** The delivery whose message includes this one; set before that message is sent. */
  batched_into: number | null;
  attempts: Generated<number>;
  /** When it may be sent, milliseconds; null: at once. It doesn't hold up the deliveries behind it. */
  not_before: number | null;
  /** JSON: mentions that the platform rejected, and that the message leaves out; null: none. */
  dropped_mentions: string | null;
  error: string | null;
  ref: string | null;
  /** The card that it posts, edits or replies to; null: none. */
  card_id: Generated<string | null>;
  created_at: number;
  updated_at: number;
}

export interface AttemptsTable {
  id: Generated<number>;
  delivery_id: number;
  at: number;
  /** `posted`, `found`, or the kind of the platform's error. */
  outcome: string;
  error: string | null;
  /** How long the platform took, in milliseconds. */
  took: number;
}

/** Messages that are edited, and that replies go below; see cards.ts. Unique by channel and key. */
export interface CardsTable {
  id: string;
  channel: string;
  key: string;
  ref: string | null;
  thread: string | null;
  shown: string | null;
  /** 0 or 1. */
  frozen: Generated<number>;
  /** 0 or 1. */
  open: Generated<number>;
  created_at: number;
  updated_at: number;
}
