/** A reply below a message. Once that is gone, it is a message of its own, and later replies go below it. */
import type { Ref } from '../../platforms/platform.ts';
import type { Kind } from './kind.ts';
import { post } from './post-kind.ts';

export const replyBelow = (thread: Ref) =>
  ({
    budget: 'post',
    async send(platform, { channel, message, nonce, events }) {
      const { ref, parent } = await platform.reply({ channel, message, nonce, events, parent: thread });
      return { ref, thread: parent };
    },
    async find(platform, { channel, nonce, since }) {
      const found = await platform.findReply({ channel, parent: thread, nonce, since });
      return found && { ref: found.ref, thread: found.parent };
    },
    errors: { ...post.errors, gone: 'post' },
  }) satisfies Kind;
