/** A part of the contract: every message is written once, whichever request of it is disturbed. */
import { expect, test } from 'vitest';
import { PlatformError } from '../../src/platforms/platform.ts';
import { type ContractFixture, type ContractRequest, type ContractTrouble, sayMessage } from './contract.ts';

const requests: ContractRequest[] = ['post', 'find', 'reply', 'findReply', 'edit'];
const troubles: ContractTrouble[] = ['drop before', 'drop after', 'half after'];

/** Sends as a lane does: repeats until it succeeds, and after a failure looks up first. Returns the number of failures. */
async function persist<T>(
  send: () => Promise<T>,
  find: () => Promise<T | null>,
): Promise<{ sent: T; failures: number }> {
  for (let failures = 0; ; failures++) {
    try {
      return { sent: (failures > 0 ? await find() : null) ?? (await send()), failures };
    } catch (error) {
      expect(error).toBeInstanceOf(PlatformError);
      expect(error).toMatchObject({ kind: 'transient', uncertain: true });
    }
  }
}

/** Defines a test for each request and each failure. */
export function writesOnce(current: () => ContractFixture): void {
  test.each(requests.flatMap(request => troubles.map(trouble => [request, trouble] as const)))(
    'a post, its reply and its edit are written once when a %s is disturbed (%s)',
    async (request, trouble) => {
      const { platform, channel, read, disturb } = current();
      const since = Date.now();
      let disturbed = 0;
      const arm = (step: ContractRequest) => {
        // A lookup is sent only after a failure of its post or reply.
        const cause = { find: 'post', findReply: 'reply', post: null, reply: null, edit: null }[request];
        if (cause === step) disturbed += Number(disturb(step, 'drop after'));
        if (cause === step || request === step) disturbed += Number(disturb(request, trouble));
      };
      arm('post');
      const posting = { channel, message: sayMessage('Parent'), nonce: 'parent' };
      const post = await persist(
        () => platform.post(posting),
        () => platform.find(channel, 'parent', since),
      );
      arm('reply');
      const replying = { channel, parent: post.sent, message: sayMessage('Reply'), nonce: 'reply' };
      const reply = await persist(
        () => platform.reply(replying),
        () => platform.findReply({ channel, parent: post.sent, nonce: 'reply', since }),
      );
      arm('edit');
      expect(reply.sent).toMatchObject({ parent: post.sent });
      const edit = await persist(
        async () => platform.edit({ channel, ref: reply.sent.ref, message: sayMessage('Edited'), nonce: 'edit' }),
        async () => null,
      );
      expect(post.failures + reply.failures + edit.failures).toBe(disturbed);
      const words = read().match(/(?:Parent|Reply|Edited), at length/g);
      expect(words).toEqual(['Parent, at length', 'Edited, at length']);
    },
  );
}
