/** Posts, finds and edits messages, and replies to them. */
import { MessageType, Routes } from 'discord.js';
import { z } from 'zod';
import type { Message } from '../../../messages/message.ts';
import { type Platform, PlatformError, type Post } from '../../platform.ts';
import type { Rest } from '../connect/rest.ts';
import { authorMark, markActions } from '../listeners/signed-controls.ts';
import { channelOf } from '../message/mention.ts';
import { type MessageBody, renderMessage } from '../message/render.ts';
import { blameMentions } from './errors.ts';
import { type FoundMessage, findByNonce } from './find-posted.ts';
import { addMarker } from './message-marker.ts';

const edited = z.object({ id: z.string() });
const posted = z.object({ id: z.string(), type: z.number() });

/** Creates the methods that write messages; `token` is the bot's, the key of the marks of action buttons: https://docs.discord.com/developers/resources/message#create-message */
export function createPoster(
  rest: Rest,
  token: string,
): Pick<Platform, 'post' | 'reply' | 'find' | 'findReply' | 'edit'> {
  const blaming = (mentions: readonly string[]) => (error: unknown) => {
    throw error instanceof PlatformError ? blameMentions(error, mentions) : error;
  };

  /** Renders a message whose action buttons are recognized as Callboard's when they are pressed. */
  function render(message: Message, channel: string): MessageBody {
    const body = renderMessage(message);
    return { ...body, components: markActions(body.components, authorMark(token, channel)) };
  }

  async function create({ channel, message, nonce }: Post, more: object): Promise<FoundMessage> {
    const body = {
      ...addMarker(render(message, channel), nonce),
      // For a few minutes, a second post with the same nonce returns the existing message.
      nonce,
      enforce_nonce: true,
      ...more,
    };
    const request = rest.request('post', Routes.channelMessages(channelOf(channel)), posted, { body });
    return request.catch(blaming(message.mentions));
  }

  /** A message that should have been a reply has another type when its parent no longer exists. */
  const asReply = ({ id, type }: FoundMessage, parent: string) => ({
    ref: id,
    parent: type === MessageType.Reply ? parent : id,
  });

  return {
    post: async post => (await create(post, {})).id,
    async reply({ parent, ...post }) {
      // Without the parent the message is posted on its own.
      const reference = { message_reference: { message_id: parent, fail_if_not_exists: false } };
      return asReply(await create(post, reference), parent);
    },
    find: async (channel, nonce, since) => (await findByNonce(rest, channelOf(channel), nonce, since))?.id ?? null,
    async findReply({ channel, parent, nonce, since }) {
      const found = await findByNonce(rest, channelOf(channel), nonce, since);
      return found && asReply(found, parent);
    },
    /** Discord doesn't remember `allowed_mentions`, so each edit sends them again: https://github.com/discord/discord-api-docs/issues/2474 */
    async edit({ channel, ref, message }) {
      const body = render(message, channel);
      const request = rest.request('patch', Routes.channelMessage(channelOf(channel), ref), edited, { body });
      await request.catch(blaming(message.mentions));
    },
  };
}
