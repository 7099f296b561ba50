/** Posts, finds and edits messages. */
import { Routes } from 'discord.js';
import { z } from 'zod';
import type { Message } from '../../../messages/message.ts';
import { type Platform, PlatformError, type Post, type Ref } from '../../platform.ts';
import type { Rest } from '../connect/rest.ts';
import { channelOf } from '../message/mention.ts';
import { renderMessage } from '../message/render.ts';
import { blameMentions } from './errors.ts';
import { findByNonce } from './find-posted.ts';
import { addMarker } from './message-marker.ts';

const posted = z.object({ id: z.string() });

/** Creates the methods that write messages: https://docs.discord.com/developers/resources/message#create-message */
export function createPoster(rest: Rest): Pick<Platform, 'post' | 'find' | 'edit'> {
  return {
    async post({ channel, message, nonce, replyTo }: Post): Promise<Ref> {
      const body = {
        ...addMarker(renderMessage(message), nonce),
        // For a few minutes, a second post with the same nonce returns the existing message.
        nonce,
        enforce_nonce: true,
        ...(replyTo && { message_reference: { message_id: replyTo, fail_if_not_exists: false } }),
      };
      const request = rest.request('post', Routes.channelMessages(channelOf(channel)), posted, { body });
      const { id } = await request.catch(error => {
        throw error instanceof PlatformError ? blameMentions(error, message.mentions) : error;
      });
      return id;
    },
    find: (channel, nonce, since) => findByNonce(rest, channelOf(channel), nonce, since),
    async edit(channel: string, ref: Ref, message: Message): Promise<void> {
      await rest.request('patch', Routes.channelMessage(channelOf(channel), ref), posted, {
        body: renderMessage(message),
      });
    },
  };
}
