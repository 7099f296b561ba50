/** A modal's `private_metadata`, which Slack returns with the submission. */
import { PRIVATE_METADATA } from '../message/limits.ts';

export interface ModalMetadata {
  /** The form's action id; null for a view without a form. */
  action: string | null;
  /** `T0123/C0456`; null outside of any channel. */
  channel: string | null;
  /** Takes replies for half an hour. */
  responseUrl: string | null;
  /** Whether the message that `responseUrl` would replace is visible to one user only. */
  ephemeral: boolean;
}

/** Writes the metadata; leaves out a `responseUrl` that is too long, so the reply goes out by chat.postEphemeral. */
export function writeMetadata(metadata: ModalMetadata): string {
  const text = JSON.stringify(metadata);
  return text.length <= PRIVATE_METADATA ? text : JSON.stringify({ ...metadata, responseUrl: null });
}

/** Reads metadata back; null when we did not write it. */
export function readMetadata(text: string): ModalMetadata | null {
  try {
    const { action = null, channel = null, responseUrl = null, ephemeral = false } = JSON.parse(text);
    return { action, channel, responseUrl, ephemeral };
  } catch {
    return null;
  }
}
