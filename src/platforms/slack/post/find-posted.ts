/** Finds a message that may already be posted, by its metadata in the channel's history. */
import type { webApi } from '@slack/bolt';
import { PlatformError, type Ref } from '../../platform.ts';
import { call } from '../connect/client.ts';

/** `event_type` of the metadata by which a message is found again: https://docs.slack.dev/messaging/message-metadata */
export const DELIVERY_METADATA = 'callboard_delivery';

/** The largest page of https://docs.slack.dev/reference/methods/conversations.history without a warning. */
const PAGE = 200;
/** Pages that a lookup reads: a channel for alerts doesn't get more messages than this during a crash. */
const PAGES = 5;
/** Seconds by which Slack's clock and ours may differ. */
const SKEW = 60;

/**
 * Finds the `ts` of the message with this nonce, posted at or after `since` (milliseconds). Null when it doesn't exist, or
 * when the token lacks the scope for the history (`doctor` names it).
 */
export async function findByNonce(
  client: webApi.WebClient,
  channel: string,
  nonce: string,
  since: number,
): Promise<Ref | null> {
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const history = await readHistory(client, { channel, oldest: String(since / 1000 - SKEW), limit: PAGE, cursor });
    const found = history?.messages?.find(({ metadata }) => isOurs(metadata, nonce));
    if (found?.ts) return found.ts;
    cursor = history?.response_metadata?.next_cursor;
    if (!cursor) return null;
  }
  return null;
}

async function readHistory(
  client: webApi.WebClient,
  options: { channel: string; oldest: string; limit: number; cursor: string | undefined },
) {
  const { cursor, ...rest } = options;
  try {
    return await call(client.conversations.history({ ...rest, ...(cursor && { cursor }), include_all_metadata: true }));
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'missing_scope') return null;
    throw error;
  }
}

function isOurs(metadata: unknown, nonce: string): boolean {
  const { event_type, event_payload } = (metadata ?? {}) as { event_type?: string; event_payload?: { nonce?: string } };
  return event_type === DELIVERY_METADATA && event_payload?.nonce === nonce;
}
