/** Whether a message stands already: by its metadata in the channel's history. */
import type { webApi } from '@slack/bolt';
import { PlatformError, type Ref } from '../../platform.ts';
import { call } from '../connect/client.ts';

/** `event_type` of the metadata by which a message is found again: https://docs.slack.dev/messaging/message-metadata */
export const DELIVERY_METADATA = 'callboard_delivery';

/** The most that https://docs.slack.dev/reference/methods/conversations.history gives a page without a warning. */
const PAGE = 200;
/** As many pages as a lookup reads: a channel with more messages since the crash than this is not a channel of alerts. */
const PAGES = 5;
/** Seconds by which the two clocks may differ. */
const SKEW = 60;

/**
 * The `ts` of the message with this nonce, posted at or after `since` (milliseconds); null when it is not there, or
 * when the token may not read the history (`doctor` says which scope that takes).
 */
export async function findByNonce(
  client: webApi.WebClient,
  channel: string,
  nonce: string,
  since: number,
): Promise<Ref | null> {
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const history = await read(client, { channel, oldest: String(since / 1000 - SKEW), limit: PAGE, cursor });
    const found = history?.messages?.find(({ metadata }) => isOurs(metadata, nonce));
    if (found?.ts) return found.ts;
    cursor = history?.response_metadata?.next_cursor;
    if (!cursor) return null;
  }
  return null;
}

async function read(
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
