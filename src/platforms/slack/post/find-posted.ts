/** Finds a message that may already be posted, by its metadata in the channel's history or in a thread. */
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

interface Lookup {
  channel: string;
  nonce: string;
  /** Milliseconds. */
  since: number;
}

interface PageOptions {
  channel: string;
  oldest: string;
  limit: number;
  cursor?: string;
  include_all_metadata: true;
}

/** The used part of both methods' responses. */
interface Page {
  messages?: { ts?: string; metadata?: unknown }[];
  response_metadata?: { next_cursor?: string };
}

/**
 * Finds the `ts` of the message with this nonce in the channel's history, which has no replies. Null when it doesn't exist, or
 * when the token lacks the scope for the history (`doctor` names it).
 */
export function findInChannel(client: webApi.WebClient, lookup: Lookup): Promise<Ref | null> {
  return findByNonce(lookup, options => client.conversations.history(options));
}

/**
 * Finds the `ts` of the reply with this nonce in the thread below `parent`; null as findInChannel(). Returns `no thread` when
 * the parent no longer exists. A deleted message with replies still exists, as a placeholder.
 */
export async function findInThread(
  client: webApi.WebClient,
  { parent, ...lookup }: Lookup & { parent: Ref },
): Promise<Ref | null | 'no thread'> {
  try {
    return await findByNonce(lookup, options => client.conversations.replies({ ...options, ts: parent }));
  } catch (error) {
    if (error instanceof PlatformError && error.kind === 'gone') return 'no thread';
    throw error;
  }
}

async function findByNonce(
  { channel, nonce, since }: Lookup,
  read: (options: PageOptions) => Promise<Page>,
): Promise<Ref | null> {
  const options = { channel, oldest: String(since / 1000 - SKEW), limit: PAGE, include_all_metadata: true } as const;
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const history = await readIfAllowed(read({ ...options, ...(cursor && { cursor }) }));
    const found = history?.messages?.find(({ metadata }) => isOurs(metadata, nonce));
    if (found?.ts) return found.ts;
    cursor = history?.response_metadata?.next_cursor;
    if (!cursor) return null;
  }
  return null;
}

async function readIfAllowed(page: Promise<Page>): Promise<Page | null> {
  try {
    return await call(page);
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'missing_scope') return null;
    throw error;
  }
}

function isOurs(metadata: unknown, nonce: string): boolean {
  const { event_type, event_payload } = (metadata ?? {}) as { event_type?: string; event_payload?: { nonce?: string } };
  return event_type === DELIVERY_METADATA && event_payload?.nonce === nonce;
}
