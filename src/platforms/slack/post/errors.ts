/** Classifies errors of Slack's SDK and the network as PlatformErrors. */
import { webApi } from '@slack/bolt';
import { sentenceOf, unknownError } from '../../../util/errors/error-sentence.ts';
import { networkReason } from '../../../util/errors/network-reason.ts';
import { cutText } from '../../../util/text/cut.ts';
import { showInvisible } from '../../../util/text/invisible.ts';
import { PlatformError, unsentCodes } from '../../platform.ts';
import { boundWait } from '../../retry-after.ts';
import { isBroadcast, isGroup } from '../message/mention.ts';
import { errorTable, limitCodes, mentionCodes } from './error-table.ts';

/**
 * Classifies any error as a PlatformError. An unknown code is `transient`: it is retried, so no message is lost, and the
 * lane continues without a person's help. The SDK's error isn't passed on as the cause, because its headers and bodies hold
 * secrets.
 */
export function classify(error: unknown): PlatformError {
  if (error instanceof PlatformError) return error;
  if (error instanceof webApi.WebAPIRateLimitedError) return rateLimited(boundWait(error.retryAfter * 1000));
  if (error instanceof webApi.WebAPIPlatformError) return fromErrorCode(error);
  if (error instanceof webApi.WebAPIHTTPError) return httpFailure(error.statusCode);
  // The SDK's message for a 429 without a readable Retry-After.
  if (error instanceof Error && error.message.startsWith('Retry header')) return rateLimited(null);
  const original = error instanceof webApi.WebAPIRequestError ? error.original : error;
  if (original instanceof PlatformError) return original;
  const reason = networkCode(original);
  const uncertain = !unsentCodes.has(reason);
  return new PlatformError(
    'transient',
    'network',
    `Couldn't reach Slack (${networkReason(reason)}). Check the network and SLACK_API_URL.`,
    { uncertain },
  );
}

function fromErrorCode(error: InstanceType<typeof webApi.WebAPIPlatformError>): PlatformError {
  const { response_metadata: metadata, needed } = error.data as typeof error.data & { needed?: unknown };
  const code = String(error.data.error);
  // A response that isn't JSON arrives here with its text as the code.
  if (!/^[\w.-]{1,80}$/.test(code)) {
    return new PlatformError(
      'transient',
      'unreadable',
      'Slack sent an unreadable reply. Check SLACK_API_URL and any proxy.',
      {
        uncertain: true,
      },
    );
  }
  if (limitCodes.has(code)) return rateLimited(boundWait((metadata?.retryAfter ?? 0) * 1000), code);
  const known = Object.hasOwn(errorTable, code) ? errorTable[code] : undefined;
  const [kind, sentence] = known
    ? [known[0], sentenceOf(known[1], known[2])]
    : ['transient' as const, unknownError('Slack', code)];
  const details = [...(typeof needed === 'string' ? [`needed: ${needed}`] : []), ...(metadata?.messages ?? [])];
  const detail = details.length > 0 ? ` (${cutText(showInvisible(details.join('; ')), 300)})` : '';
  // Slack's docs: after its own failures, parts of the request may have been carried out.
  return new PlatformError(kind, code, sentence + detail, { uncertain: kind === 'transient' });
}

/**
 * Slack itself answers 200 and 429. Any other 4xx comes from a firewall or proxy in front of it and affects every request
 * from this address; a 5xx is Slack's own failure. Either may follow a request that was carried out.
 */
function httpFailure(status: number): PlatformError {
  if (status === 413)
    return new PlatformError(
      'message',
      'http_413',
      'Slack rejected the message: too large. Shorten its template, then retry the message.',
    );
  if (status >= 400 && status < 500) return blocked(status);
  return new PlatformError('transient', `http_${status}`, `Slack is having problems (HTTP ${status}).`, {
    uncertain: true,
  });
}

/** Returns the error for a response of a firewall or proxy in front of Slack; `retryAfter` in milliseconds, null for no time. */
export function blocked(status: number, retryAfter: number | null = null): PlatformError {
  const code = `http_${status}`;
  if (status === 429) {
    const sentence = 'Rate limited by a firewall or proxy in front of Slack.';
    return new PlatformError('rate_limited', code, sentence, { retryAfter, scope: 'platform' });
  }
  const sentence = `A firewall or proxy in front of Slack blocked the request (HTTP ${status}).`;
  return new PlatformError('transient', code, sentence, { scope: 'platform', uncertain: true });
}

/**
 * Turns the error of a post into kind `mention` when its mentions alone may have caused it. A workspace setting can reserve
 * broadcasts and groups, so broadcasts are left out first and groups second; a single user's mention is never reserved.
 */
export function blameMentions(error: PlatformError, mentions: readonly string[]): PlatformError {
  if (!mentionCodes.has(error.code) || mentions.length === 0) return error;
  const reserved = [mentions.filter(isBroadcast), mentions.filter(isGroup)].find(some => some.length > 0) ?? [];
  const blamed = error.code === 'restricted_action' ? reserved : mentions;
  if (blamed.length === 0) return error;
  const why = error.code === 'restricted_action' ? ' A workspace setting may limit who can use it.' : '';
  const sentence = `Slack rejected the message because of ${blamed.join(' and ')}.${why}`;
  return new PlatformError('mention', error.code, sentence, { mentions: blamed });
}

/**
 * Rate limits apply "per API method per workspace": https://docs.slack.dev/apis/web-api/rate-limits. Posting also has a
 * limit per channel, which only post.ts can recognize. `retryAfter` is in milliseconds, null for no time.
 */
function rateLimited(retryAfter: number | null, code = 'ratelimited'): PlatformError {
  const sentence =
    retryAfter === null ? 'Rate limited by Slack.' : `Rate limited by Slack for ${Math.ceil(retryAfter / 1000)} s.`;
  return new PlatformError('rate_limited', code, sentence, { retryAfter, scope: 'method' });
}

/** Returns the error's code, such as `ECONNREFUSED`, or its name. */
function networkCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  // An abort signal's error has a number as code.
  if (error.name === 'TimeoutError') return error.name;
  return 'code' in error ? String(error.code) : error.name;
}
