/** The inputs of one attempt. */
import type { StoredEvent } from '../events/event.ts';
import type { Log } from '../log.ts';
import type { Message } from '../messages/message.ts';
import type { Platform } from '../platforms/platform.ts';
import type { Card } from '../store/deliveries/cards.ts';
import type { Delivery } from '../store/deliveries/deliveries.ts';
import type { Hold } from '../store/deliveries/holds.ts';
import type { Backoff } from './backoff.ts';
import type { MessageInputs } from './compose.ts';
import type { PlatformHold } from './platform-hold.ts';

/** Shared by the attempts of all lanes. */
export interface AttemptOptions {
  /** Reads the events, sessions and templates for the messages of these deliveries. */
  readMessageInputs(deliveries: readonly Delivery[]): Promise<MessageInputs>;
  /** Lists the other deliveries in the batch of one that was tried before, in order. */
  listBatchMembers(id: number): Promise<Delivery[]>;
  /**
   * By channel, after the platform rejected a batch: the most deliveries per message, up to the last delivery of that batch.
   */
  smallerBatches: Map<string, { upTo: number; atMost: number }>;
  /** Called for every message posted. */
  posted?: ((delivery: Delivery, message: Message) => void) | undefined;
  /** Called after every attempt. `outcome` is `sent`, `found` or the kind of error; `took` is in milliseconds. */
  attempted(platform: string, outcome: string, took: number): void;
  backoff: Backoff;
  /** How late a lane may be before it batches, milliseconds; null: it never batches. */
  batchAfter: number | null;
  /** A delivery that keeps failing with transient errors fails for good after this, milliseconds; null: never. */
  giveUpAfter: number | null;
  log: Log;
}

/** A lane's next delivery and its surroundings. */
export interface AttemptContext {
  platform: Platform;
  platformHold: PlatformHold;
  /** The delivery to send. */
  head: Delivery;
  /** The head's card; null for a head without one, and for a post that was handed over. */
  card: Card | null;
  /** The deliveries behind the head, in order. */
  behind: readonly Delivery[];
  inputs: MessageInputs;
  /** The lane's hold, or its failures so far; null: none. */
  hold: Hold | null;
}

/** A message to be posted. */
export interface OutgoingMessage {
  message: Message;
  /** The deliveries batched into the message, without the head. */
  batched: Delivery[];
  /** The events of the head and the batched deliveries, in order. */
  events: StoredEvent[];
}
