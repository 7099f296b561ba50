/** Reports requests with a bad signature: a rate-limited warning, and the latest reason for `doctor`. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Log } from '../../platform.ts';
import { describeSpan } from './compare-clocks.ts';
import type { SignatureCheck } from './signatures.ts';

/** Milliseconds between two warnings of one kind: anyone can send any number of requests. */
const pause = 10 * 60_000;

interface RejectionOptions {
  log: Log;
  /** Returns milliseconds. */
  now: () => number;
  /** Called with the reason when a request's signature is rejected; with null for the first accepted one, at start or after a rejection. */
  onRequestVerified: (rejection: string | null) => void;
}

export interface Rejections {
  reject(result: Exclude<SignatureCheck, 'fresh' | 'repeated'>, headers: IncomingHttpHeaders): void;
  accept(): void;
}

export function createRejections({ log, now, onRequestVerified }: RejectionOptions): Rejections {
  /** The time of the last warning of each kind. */
  const warned = new Map<SignatureCheck, number>();
  let isAcceptReported = false;

  return {
    reject(result, headers) {
      // Scanners send unsigned requests; Slack with a wrong secret still signs them.
      if (headers['x-slack-signature'] === undefined) {
        return log.debug({ op: 'slack.verify' }, 'rejected an unsigned request');
      }
      const reason = result === 'untimely' ? describeTime(headers, now()) : noMatch;
      onRequestVerified(reason);
      isAcceptReported = false;
      if (now() - (warned.get(result) ?? Number.NEGATIVE_INFINITY) < pause) return;
      warned.set(result, now());
      const text = "rejected a request to /slack/events; check SLACK_SIGNING_SECRET and this machine's clock";
      log.warn({ op: 'slack.verify', reason: `${reason}.` }, `${text}; not logged again for ${pause / 60_000} min`);
    },
    accept() {
      if (!isAcceptReported) onRequestVerified(null);
      isAcceptReported = true;
    },
  };
}

const noMatch =
  "the request's signature doesn't match. Copy SLACK_SIGNING_SECRET again (Basic Information page), and check this machine's clock";

function describeTime(headers: IncomingHttpHeaders, now: number): string {
  const age = now - Number(headers['x-slack-request-timestamp']) * 1000;
  const when = `${describeSpan(age)} ${age > 0 ? 'ago' : 'in the future'}`;
  return `the request is dated ${when}. Set this machine's clock; SLACK_SIGNING_SECRET is right`;
}
