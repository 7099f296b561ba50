/** The preview platform: channels on the console's preview page, so that Callboard works without any token. */
import type { Message } from '../../messages/message.ts';
import { type Platform, PlatformError } from '../platform.ts';
import type { PlatformDescriptor } from '../platform-descriptor.ts';

/** As on Slack and on Discord. */
const mentionForm = /^(?:@(?:here|channel|everyone)|<[!@][^<>]+>)$/;

export const preview = {
  name: 'preview',
  title: 'Preview',
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

/** Stores the preview's messages. */
export interface PreviewOptions {
  save(post: { channel: string; nonce: string; message: Message; replyTo?: string }): Promise<number>;
  /** Resolves false when the message doesn't exist. */
  edit(id: number, message: Message): Promise<boolean>;
}

export function createPreview(options: PreviewOptions): Platform {
  return {
    name: 'preview',
    start: async () => {},
    stop: async () => {},
    readyAt: () => 0,
    post: async post => String(await options.save(post)),
    // Saving a nonce again returns the first message's id, so a lookup isn't needed.
    find: async () => null,
    probe: async () => {},
    edit: async (_channel, ref, message) => {
      if (await options.edit(Number(ref), message)) return;
      throw new PlatformError('message', 'unknown_message', 'Preview message not found.');
    },
    // The page shows all of its channels to everyone who can open it.
    isMember: async () => true,
    findChannelName: async channel => channel.slice(channel.indexOf('/') + 1),
    findPostingProblem: async () => null,
    diagnose: async () => [{ ok: true, text: 'Preview: works without a token.' }],
  };
}
