/** The preview platform: channels on the console's preview page, so that Callboard works without any token. */
import type { Message } from '../../messages/message.ts';
import { type Platform, PlatformError, type Post } from '../platform.ts';
import type { PlatformDescriptor } from '../platform-descriptor.ts';

/** As on Slack and on Discord. */
const mentionForm = /^(?:@(?:here|channel|everyone)|<[!@][^<>]+>)$/;

export const preview = {
  name: 'preview',
  title: 'Preview',
  mentionHint: '@here or <@user ID>, separated by spaces',
  fieldsPerForm: 100,
  addressExample: 'preview:demo/calls',
  render: (message: Message) => message,
  readMention: typed => typed.replace(/^<([^|>]*)\|[^>]*>$/, '<$1>'),
  checkMention: mention =>
    mentionForm.test(mention)
      ? { ok: true }
      : { ok: false, problem: `I can't mention ${JSON.stringify(mention)}. Use @here, @everyone or <@user ID>.` },
  parseMessageReference: text => (/^\d{1,15}$/.test(text) ? { channel: null, ref: text } : null),
  checkAddress: address => /^[\w-]{1,100}\/[\w-]{1,100}$/.test(address),
} satisfies PlatformDescriptor;

/** A posted message of the preview. */
export interface SavedMessage {
  id: number;
  /** The id of the message that it replies to. */
  replyTo: string | null;
}

/** Stores the preview's messages. */
export interface PreviewOptions {
  /** Saves a message, or returns the one with the same nonce. A reply to an unknown message becomes one of its own. */
  save(post: Post & { replyTo?: string }): Promise<SavedMessage>;
  /** Resolves false when the message doesn't exist. */
  edit(id: number, message: Message): Promise<boolean>;
}

export function createPreview(options: PreviewOptions): Platform {
  return {
    name: 'preview',
    start: async () => {},
    stop: async () => {},
    readyAt: () => 0,
    isReady: () => true,
    post: async post => String((await stored(options.save(post))).id),
    async reply({ parent, broadcast: _always, ...post }) {
      const { id, replyTo } = await stored(options.save({ ...post, replyTo: parent }));
      return { ref: String(id), parent: replyTo ?? String(id) };
    },
    // Saving a nonce again returns the first message, so a lookup isn't needed.
    find: async () => null,
    findReply: async () => null,
    async edit({ ref, message }) {
      if (await stored(options.edit(Number(ref), message))) return;
      throw new PlatformError('gone', 'unknown_message', 'Preview message not found.');
    },
    probe: async () => {},
    // The page shows all of its channels to everyone who can open it.
    isMember: async () => true,
    findChannelName: async channel => channel.slice(channel.indexOf('/') + 1),
    findPostingProblem: async () => null,
    diagnose: async () => [{ ok: true, text: 'Preview: works without a token.' }],
  };
}

/** Awaits the store; its errors become PlatformErrors. */
async function stored<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const sentence = "Couldn't save the message for the preview page.";
    throw new PlatformError('transient', 'store', sentence, { uncertain: true, cause });
  }
}
