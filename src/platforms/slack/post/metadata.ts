/** What a form carries along while somebody fills it in: Slack gives it back with what was sent. */
import { PRIVATE_METADATA } from '../message/limits.ts';

export interface Metadata {
  /** The form's action; null for a view that is none. */
  action: string | null;
  /** `T0123/C0456`; null outside of any channel. */
  channel: string | null;
  /** Where the answer goes, for half an hour. */
  responseUrl: string | null;
  /** Whether only one person sees the message that `responseUrl` would replace. */
  ephemeral: boolean;
}

/** Without the response_url when that is too long; the answer then goes to the channel by chat.postEphemeral. */
export function writeMetadata(metadata: Metadata): string {
  const text = JSON.stringify(metadata);
  return text.length <= PRIVATE_METADATA ? text : JSON.stringify({ ...metadata, responseUrl: null });
}

/** Null for what we did not write. */
export function readMetadata(text: string): Metadata | null {
  try {
    const { action = null, channel = null, responseUrl = null, ephemeral = false } = JSON.parse(text);
    return { action, channel, responseUrl, ephemeral };
  } catch {
    return null;
  }
}
