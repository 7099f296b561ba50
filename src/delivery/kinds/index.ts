import type { Card } from '../../store/deliveries/cards.ts';
import type { Delivery } from '../../store/deliveries/deliveries.ts';
import { edit } from './edit-kind.ts';
import type { Kind } from './kind.ts';
import { post } from './post-kind.ts';
import { replyBelow } from './reply-kind.ts';

/** Returns the kind of a delivery as it is sent now: a reply whose card has no thread is a post, also in its errors. */
export function kindOf({ kind }: Pick<Delivery, 'kind'>, card: Card | null): Kind {
  if (kind === 'edit') return edit;
  return kind === 'reply' && card?.thread ? replyBelow(card.thread) : post;
}
