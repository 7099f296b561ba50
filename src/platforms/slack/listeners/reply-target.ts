/** Where somebody did something, and how they can be answered there. */
import type { types } from '@slack/bolt';
import type { Form, Reply } from '../../chat-protocol.ts';
import type { Origin } from '../connect/origin.ts';
import { VIEW_TITLE } from '../message/limits.ts';
import { type Metadata, writeMetadata } from '../post/metadata.ts';
import { plainText } from './controls.ts';
import { formView } from './modal.ts';
import { replyBlocks } from './reply.ts';

export interface Place {
  /** `U0123` */
  person: string;
  /** The bot's own workspace, `T0123`, or why the request is rejected: a sentence for the person. */
  origin: Origin;
  /** `T0123/C0456`; null in the App Home and in what was opened from there. */
  channel: string | null;
  /** Takes five answers within half an hour. */
  responseUrl: string | null;
  /** Whether the message that `responseUrl` would replace is seen by this person alone. */
  ephemeral: boolean;
  /** Opens one modal, within three seconds. */
  triggerId: string | null;
  /** The id of the modal that is open. */
  modal: string | null;
}

/** `problems` stand above the fields. */
export const formFor = (place: Place, form: Form, problems?: Readonly<Record<string, string>>): types.ModalView =>
  formView(form, metadataOf(place, form.action), crypto.randomUUID().slice(0, 8), problems);

/** A reply where there is no channel to give it in. */
export const modalFor = (place: Place, reply: Reply): types.ModalView => ({
  type: 'modal',
  callback_id: 'reply',
  title: plainText('Callboard', VIEW_TITLE),
  close: plainText('Close', VIEW_TITLE),
  private_metadata: metadataOf(place, null),
  blocks: replyBlocks(reply),
});

export const homeFor = (reply: Reply): types.HomeView => ({ type: 'home', blocks: replyBlocks(reply) });

function metadataOf({ channel, responseUrl, ephemeral }: Place, action: string | null): string {
  return writeMetadata({ action, channel, responseUrl, ephemeral } satisfies Metadata);
}
