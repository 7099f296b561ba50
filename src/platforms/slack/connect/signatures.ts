/** Which requests Slack signed just now: https://docs.slack.dev/authentication/verifying-requests-from-slack */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Seconds that a request may be old: the same page. */
const oldest = 5 * 60;
/** Seconds by which Slack's clock may be ahead of ours. Slack's page says nothing of the future; a request dated far ahead could be replayed for as long. */
const ahead = 60;
/** Signatures that are remembered at once; one takes about 150 bytes. */
const most = 20_000;

/**
 * - `fresh`: Slack signed these raw bytes just now.
 * - `repeated`: the same signature was here before. What Slack itself sends again is signed anew: its third retry follows
 *   after five minutes (https://docs.slack.dev/apis/events-api#retries), when the first timestamp is too old for every app.
 * - `untimely`: Slack signed it, but its timestamp is not of now.
 * - `unsigned`: anything else.
 */
export type Verdict = 'fresh' | 'repeated' | 'untimely' | 'unsigned';

export interface Signatures {
  check(headers: IncomingHttpHeaders, body: Buffer): Verdict;
  /** Handling this request failed, so that it may come again. */
  forget(headers: IncomingHttpHeaders): void;
}

/** `now` in milliseconds. Signatures are remembered per process, until their timestamp is too old anyway. */
export function createSignatures(signingSecret: string, now: () => number = Date.now): Signatures {
  /** Signature -> the second after which it is too old, in the order of arrival. */
  const seen = new Map<string, number>();

  function prune(second: number): void {
    for (const [signature, until] of seen) {
      if (until >= second && seen.size < most) return;
      seen.delete(signature);
    }
  }

  return {
    check(headers, body) {
      const read = readHeaders(headers);
      if (!read) return 'unsigned';
      const expected = createHmac('sha256', signingSecret).update(`v0:${read.timestamp}:`).update(body).digest();
      if (!timingSafeEqual(expected, Buffer.from(read.hex, 'hex'))) return 'unsigned';
      const second = Math.floor(now() / 1000);
      if (read.at < second - oldest || read.at > second + ahead) return 'untimely';
      if (seen.has(read.hex)) return 'repeated';
      prune(second);
      seen.set(read.hex, read.at + oldest);
      return 'fresh';
    },
    forget(headers) {
      seen.delete(readHeaders(headers)?.hex ?? '');
    },
  };
}

/** Exactly as Slack writes them: another spelling of the same signature would count as a new one. */
function readHeaders(headers: IncomingHttpHeaders): { timestamp: string; at: number; hex: string } | null {
  const timestamp = headers['x-slack-request-timestamp'];
  const signature = headers['x-slack-signature'];
  if (typeof timestamp !== 'string' || typeof signature !== 'string' || !/^\d{1,12}$/.test(timestamp)) return null;
  const hex = /^v0=([0-9a-f]{64})$/.exec(signature)?.[1];
  return hex === undefined ? null : { timestamp, at: Number(timestamp), hex };
}
