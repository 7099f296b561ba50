/** The kinds of deliveries: how each is sent, how it is found after a crash, and how it continues after an error. */
import type { Event } from '../../events/event.ts';
import type { Message } from '../../messages/message.ts';
import type { ErrorKind, Platform, Ref } from '../../platforms/platform.ts';
import type { Card } from '../../store/deliveries/cards.ts';
import type { PlatformRequest } from '../../store/deliveries/holds.ts';

/**
 * How a delivery continues after an error:
 * - `retry`: after a growing wait, until GIVE_UP_AFTER is over
 * - `wait`: as `retry`, without an end
 * - `hold`: its channel or the platform is on hold until someone fixes the cause
 * - `fail`: it fails alone, with its reason
 * - `post`: it becomes a message of its own
 * - `reply`: it becomes a reply
 */
export type Consequence = 'retry' | 'wait' | 'hold' | 'fail' | 'post' | 'reply';

/** A request to send a delivery. */
export interface SendRequest {
  /** The channel ID without the platform. */
  channel: string;
  message: Message;
  /** The events that it reports, in order. */
  events: readonly Event[];
  nonce: string;
  /** Null for a delivery without a card. */
  card: Card | null;
}

export interface Sent {
  ref: Ref;
  /** The message that replies go below from now on. */
  thread: Ref;
}

export interface Kind {
  /** The limits that sending it counts in. */
  budget: Exclude<PlatformRequest, 'find'>;
  /** Sends it; throws PlatformError only. */
  send(platform: Platform, request: SendRequest): Promise<Sent>;
  /** Finds it when it may already be sent, at or after `since` (milliseconds). Null: sending it twice does no harm. */
  find:
    | ((
        platform: Platform,
        request: Omit<SendRequest, 'message' | 'events'> & { since: number },
      ) => Promise<Sent | null>)
    | null;
  /** The meaning of each kind of error. Mentions that the platform rejects are left out first. */
  errors: Readonly<Record<ErrorKind, Consequence>>;
}
