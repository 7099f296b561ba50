/** The inputs of edits. */
import type { Message } from '../../messages/message.ts';
import type { Card } from '../../store/deliveries/cards.ts';
import type { Delivery } from '../../store/deliveries/deliveries.ts';
import type { Db } from '../../store/tables.ts';
import type { LaneOptions } from '../lane.ts';

export interface EditOptions
  extends Pick<
    LaneOptions,
    'leases' | 'commit' | 'stopping' | 'readMessageInputs' | 'attempted' | 'backoff' | 'giveUpAfter' | 'log'
  > {
  db: Db;
}

/** An edit that changes what the channel shows. */
export interface OutgoingEdit {
  edit: Delivery;
  card: Card;
  message: Message;
}
