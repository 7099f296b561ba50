/** What is said of requests whose signature isn't Slack's: one warning in a while, and for `doctor` the last reason. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Log } from '../../platform.ts';
import { describeSpan } from './compare-clocks.ts';
import type { Verdict } from './signatures.ts';

/** Milliseconds between two warnings of one kind: strangers may send as many requests as they like. */
const pause = 10 * 60_000;

interface RejectionOptions {
  log: Log;
  /** Milliseconds. */
  now: () => number;
  /** Told why a request's signature was rejected; null: the first that was taken, at all or after that. */
  onRequestVerified: (rejection: string | null) => void;
}

export interface Rejections {
  reject(verdict: Exclude<Verdict, 'fresh' | 'repeated'>, headers: IncomingHttpHeaders): void;
  accept(): void;
}

export function createRejections({ log, now, onRequestVerified }: RejectionOptions): Rejections {
  /** When each kind was last warned of. */
  const warned = new Map<Verdict, number>();
  let isSettled = false;

  return {
    reject(verdict, headers) {
      // Scanners send those; a wrong secret makes none.
      if (headers['x-slack-signature'] === undefined) {
        return log.debug({ op: 'slack.verify' }, 'rejected an unsigned request');
      }
      const reason = verdict === 'untimely' ? describeTime(headers, now()) : noMatch;
      onRequestVerified(reason);
      isSettled = false;
      if (now() - (warned.get(verdict) ?? Number.NEGATIVE_INFINITY) < pause) return;
      warned.set(verdict, now());
      const text = "rejected a request to /slack/events; check SLACK_SIGNING_SECRET and this machine's clock";
      log.warn({ op: 'slack.verify', reason: `${reason}.` }, `${text}; not logged again for ${pause / 60_000} min`);
    },
    accept() {
      if (!isSettled) onRequestVerified(null);
      isSettled = true;
    },
  };
}

const noMatch =
  "its signature doesn't match. Copy SLACK_SIGNING_SECRET again (Basic Information page), and check this machine's clock";

function describeTime(headers: IncomingHttpHeaders, now: number): string {
  const age = now - Number(headers['x-slack-request-timestamp']) * 1000;
  const when = age > 0 ? `${describeSpan(age)} ago` : `${describeSpan(age)} from now`;
  return `it is dated ${when}. Set this machine's clock; SLACK_SIGNING_SECRET is right`;
}
