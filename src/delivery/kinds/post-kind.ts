/** A post: a message of its own. */
import type { Kind } from './kind.ts';

export const post = {
  budget: 'post',
  async send(platform, { channel, message, nonce, events }) {
    const ref = await platform.post({ channel, message, nonce, events });
    return { ref, thread: ref };
  },
  async find(platform, { channel, nonce, since }) {
    const ref = await platform.find(channel, nonce, since);
    return ref === null ? null : { ref, thread: ref };
  },
  errors: {
    transient: 'retry',
    rate_limited: 'wait',
    channel: 'hold',
    token: 'hold',
    message: 'fail',
    mention: 'fail',
    // A post refers to no other message, so a platform that says so is mistaken.
    gone: 'fail',
    frozen: 'fail',
  },
} satisfies Kind;
