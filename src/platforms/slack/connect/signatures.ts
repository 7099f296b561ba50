/** Checks that Slack signed a request just now: https://docs.slack.dev/authentication/verifying-requests-from-slack */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Maximum age of a request in seconds: the same page. */
const maxAge = 5 * 60;
/** Seconds by which Slack's clock may be ahead of ours. Slack's page doesn't limit this, but a request dated far ahead could be replayed until then. */
const maxAhead = 60;
/** Maximum number of remembered signatures; each takes about 150 bytes. */
const maxRemembered = 20_000;

/**
 * - `fresh`: Slack signed these raw bytes just now.
 * - `repeated`: the same signature arrived before. Slack signs its own retries again: the third one comes after five minutes
 *   (https://docs.slack.dev/apis/events-api#retries), when the first timestamp is too old for every app.
 * - `untimely`: Slack signed it, but its timestamp is too old or too far ahead.
 * - `unsigned`: anything else.
 */
export type SignatureCheck = 'fresh' | 'repeated' | 'untimely' | 'unsigned';

interface Signatures {
  check(headers: IncomingHttpHeaders, body: Buffer): SignatureCheck;
  /** Forgets a request whose handling failed, so that its repetition is accepted. */
  forget(headers: IncomingHttpHeaders): void;
}

/** `now` returns milliseconds. Signatures are remembered per process, until their timestamp is too old anyway. */
export function createSignatures(signingSecret: string, now: () => number = Date.now): Signatures {
  /** The second at which each signature's request becomes too old, in the order of arrival. */
  const seen = new Map<string, number>();

  function prune(second: number): void {
    for (const [signature, until] of seen) {
      if (until >= second && seen.size < maxRemembered) return;
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
      if (read.at < second - maxAge || read.at > second + maxAhead) return 'untimely';
      if (seen.has(read.hex)) return 'repeated';
      prune(second);
      seen.set(read.hex, read.at + maxAge);
      return 'fresh';
    },
    forget(headers) {
      seen.delete(readHeaders(headers)?.hex ?? '');
    },
  };
}

/** Reads the headers only in Slack's exact spelling: another spelling of the same signature would count as new. */
function readHeaders(headers: IncomingHttpHeaders): { timestamp: string; at: number; hex: string } | null {
  const timestamp = headers['x-slack-request-timestamp'];
  const signature = headers['x-slack-signature'];
  if (typeof timestamp !== 'string' || typeof signature !== 'string' || !/^\d{1,12}$/.test(timestamp)) return null;
  const hex = /^v0=([0-9a-f]{64})$/.exec(signature)?.[1];
  return hex === undefined ? null : { timestamp, at: Number(timestamp), hex };
}
