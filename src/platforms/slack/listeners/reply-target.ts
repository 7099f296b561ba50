/** The target of a reply: where a user acted, and the ways to reply there. */

import type { types } from '@slack/bolt';
import type { Form, Reply } from '../../chat-protocol.ts';
import type { Origin } from '../connect/origin.ts';
import { plainText } from '../message/action-button.ts';
import { VIEW_TITLE } from '../message/limits.ts';
import { type ModalMetadata, writeMetadata } from '../post/metadata.ts';
import { type FormOptions, formView } from './modal.ts';
import { replyBlocks } from './reply.ts';

export interface ReplyTarget {
  /** `U0123` */
  user: string;
  /** The bot's own workspace, `T0123`, or why the request is rejected: one sentence for the user. */
  origin: Origin;
  /** `T0123/C0456`; null in the App Home and in modals opened from there. */
  channel: string | null;
  /** Takes five replies within half an hour. */
  responseUrl: string | null;
  /** Whether the message that `responseUrl` would replace is visible to this user only. */
  ephemeral: boolean;
  /** Opens one modal, within three seconds. */
  triggerId: string | null;
  /** The id of the open modal. */
  modal: string | null;
}

/** Builds the modal of a form. A revision passes the mark of the open one. */
export const buildFormModal = (
  target: ReplyTarget,
  form: Form,
  options: Partial<Pick<FormOptions, 'mark' | 'problems' | 'unfolded'>> = {},
): types.ModalView =>
  formView(form, { mark: crypto.randomUUID().slice(0, 8), ...options, metadata: metadataOf(target, form.action) });

/** Builds a modal for a reply without a channel. */
export const buildReplyModal = (target: ReplyTarget, reply: Reply): types.ModalView => ({
  type: 'modal',
  callback_id: 'reply',
  title: plainText('Callboard', VIEW_TITLE),
  close: plainText('Close', VIEW_TITLE),
  private_metadata: metadataOf(target, null),
  blocks: replyBlocks(reply),
});

/** Builds the App Home for a reply. */
export const buildHome = (reply: Reply): types.HomeView => ({ type: 'home', blocks: replyBlocks(reply) });

function metadataOf({ channel, responseUrl, ephemeral }: ReplyTarget, action: string | null): string {
  return writeMetadata({ action, channel, responseUrl, ephemeral } satisfies ModalMetadata);
}
