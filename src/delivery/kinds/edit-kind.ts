/** An edit of a card's message. It may be sent twice, and it is out of date once there is a newer one. */
import { PlatformError } from '../../platforms/platform.ts';
import type { Kind } from './kind.ts';

export const edit = {
  budget: 'edit',
  async send(platform, { channel, message, nonce, card }) {
    if (!card?.ref) throw new PlatformError('gone', 'not_posted', "The card isn't in the channel.");
    await platform.edit({ channel, ref: card.ref, message, nonce });
    return { ref: card.ref, thread: card.thread ?? card.ref };
  },
  find: null,
  errors: {
    transient: 'retry',
    rate_limited: 'wait',
    // The next post in the channel puts it on hold.
    channel: 'wait',
    token: 'wait',
    message: 'fail',
    mention: 'fail',
    gone: 'post',
    frozen: 'reply',
  },
} satisfies Kind;
