/** A reply below a card's message. Once that is gone, it is a message of its own, and later replies go below it. */
import type { Kind } from './kind.ts';
import { post } from './post-kind.ts';

export const reply = {
  budget: 'post',
  async send(platform, request) {
    const { channel, message, nonce, events, card } = request;
    if (!card?.thread) return post.send(platform, request);
    const { ref, parent } = await platform.reply({ channel, message, nonce, events, parent: card.thread });
    return { ref, thread: parent };
  },
  async find(platform, request) {
    const { channel, nonce, since, card } = request;
    if (!card?.thread) return post.find(platform, request);
    const found = await platform.findReply({ channel, parent: card.thread, nonce, since });
    return found && { ref: found.ref, thread: found.parent };
  },
  errors: { ...post.errors, gone: 'post' },
} satisfies Kind;
