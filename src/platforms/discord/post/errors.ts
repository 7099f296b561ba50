/** Classifies Discord's error responses: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { ZodError, z } from 'zod';
import { sentenceOf, unknownError } from '../../../util/errors/error-sentence.ts';
import { networkReason } from '../../../util/errors/network-reason.ts';
import { PlatformError, unsentCodes } from '../../platform.ts';
import { boundWait, readRetryAfter } from '../../retry-after.ts';
import { badToken, type ErrorRow, errorTable, platformCodes, tooLarge } from './error-table.ts';
import { oldEditsCode } from './rate-limits.ts';

/** For JSON responses whose code isn't in the table. */
const byStatus: Record<number, ErrorRow> = {
  401: badToken,
  408: ['transient', 'The connection to Discord was interrupted'],
  413: tooLarge,
};

/** The codes that a mention alone can cause: an id that Discord rejects, and AutoMod's limit on mentions. */
const mentionCodes: ReadonlySet<string> = new Set(['50035', '200000']);

/** Converts an error of discord.js to a PlatformError. Its text contains no secret and no part of the message. */
export function classify(error: unknown): PlatformError {
  if (error instanceof PlatformError) return error;
  if (error instanceof RateLimitError) return rateLimited(error);
  if (error instanceof DiscordAPIError) return apiError(error);
  if (error instanceof HTTPError) {
    return new PlatformError(
      'transient',
      `http_${error.status}`,
      `Discord is having problems (HTTP ${error.status}).`,
      {
        uncertain: true,
        cause: error,
      },
    );
  }
  if (error instanceof ZodError) {
    return new PlatformError(
      'transient',
      'unreadable',
      'Discord sent an unreadable reply. Check DISCORD_API_URL and any proxy.',
      {
        uncertain: true,
      },
    );
  }
  return unreachable(error);
}

/**
 * Recognizes an error response that a proxy or firewall sent instead of Discord; null for Discord's own. Discord's error
 * responses are JSON, and its 429s name their scope (https://docs.discord.com/developers/topics/rate-limits#header-format).
 * Others come from Cloudflare or a proxy in front of Discord, and concern every request from this IP address:
 * https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
 */
export function proxyError(status: number, headers: Pick<Headers, 'get' | 'has'>): PlatformError | null {
  const code = `http_${status}`;
  if (status === 413 || status < 400 || status >= 500) return null;
  if (status === 429) {
    if (limitHeaders.some(name => headers.has(name))) return null;
    const sentence = "Discord, or a firewall in front of it, has blocked this computer's IP address for now.";
    const retryAfter = readRetryAfter(headers.get('retry-after'), Date.now());
    return new PlatformError('rate_limited', code, sentence, { retryAfter, scope: 'platform' });
  }
  if (/\bjson\b/i.test(headers.get('content-type') ?? '')) return null;
  const sentence = `A firewall or proxy in front of Discord blocked the request (HTTP ${status}).`;
  return new PlatformError('transient', code, sentence, { scope: 'platform', uncertain: true });
}

/**
 * Recognizes the 429 for too many edits of messages older than an hour by its body; null for another one. It limits those
 * edits alone, also if it comes without the headers of a rate limit.
 */
export function oldEditsError(body: string, headers: Pick<Headers, 'get'>): PlatformError | null {
  const { success, data } = limitBody.safeParse(parseJson(body));
  if (!success || String(data.code) !== oldEditsCode) return null;
  const retryAfter = boundWait(data.retry_after * 1000) ?? readRetryAfter(headers.get('retry-after'), Date.now());
  const sentence = sentenceOf(errorTable[Number(oldEditsCode)]?.[1] ?? '');
  return new PlatformError('rate_limited', oldEditsCode, sentence, { retryAfter, scope: 'channel' });
}

const limitBody = z.object({ code: z.number(), retry_after: z.coerce.number().catch(0).default(0) });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const limitHeaders = ['x-ratelimit-scope', 'x-ratelimit-global', 'x-ratelimit-bucket', 'x-ratelimit-limit'];

/** Reclassifies the error of a post with these mentions as `mention` if they alone may have caused it. */
export function blameMentions(error: PlatformError, mentions: readonly string[]): PlatformError {
  if (!mentionCodes.has(error.code) || mentions.length === 0) return error;
  const sentence = `Discord rejected the message because of ${mentions.join(' and ')}.`;
  return new PlatformError('mention', error.code, sentence, { mentions });
}

function rateLimited(error: RateLimitError): PlatformError {
  const wait = Math.max(orZero(error.retryAfter), orZero(error.sublimitTimeout)) || orZero(error.timeToReset);
  const scope = error.global ? 'all requests of Callboard' : 'this channel';
  return new PlatformError('rate_limited', '429', `Discord is rate limiting ${scope}.`, {
    retryAfter: boundWait(wait),
    scope: error.global ? 'platform' : 'channel',
    cause: error,
  });
}

const orZero = (milliseconds: number) => (Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : 0);

function apiError(error: DiscordAPIError): PlatformError {
  const known = Object.hasOwn(errorTable, error.code) ? errorTable[Number(error.code)] : byStatus[error.status];
  const code = error.code ? String(error.code) : `http_${error.status}`;
  const scope = known && platformCodes.has(Number(error.code)) ? 'platform' : 'channel';
  const kind = known?.[0] ?? 'transient';
  const sentence = known
    ? sentenceOf(known[1], known[2])
    : unknownError('Discord', error.code ? `code ${error.code}` : `HTTP ${error.status}`);
  const retryAfter = kind === 'rate_limited' ? boundWait(retryAfterIn(error.rawError) * 1000) : null;
  return new PlatformError(kind, code, sentence, { cause: error, retryAfter, scope });
}

/** `retry_after` of a response body, in seconds; 0 if it's missing. */
function retryAfterIn(body: unknown): number {
  return typeof body === 'object' && body !== null && 'retry_after' in body ? Number(body.retry_after) : 0;
}

function unreachable(error: unknown): PlatformError {
  const { code, name } = error instanceof Error ? (error as NodeJS.ErrnoException) : { code: undefined, name: 'Error' };
  // undici's code for an invalid header: the token contains a line break or similar.
  if (code === 'UND_ERR_INVALID_ARG') {
    return new PlatformError('token', code, 'DISCORD_TOKEN looks malformed. Copy it again.');
  }
  const word = code ?? name;
  return new PlatformError(
    'transient',
    word,
    `Couldn't reach Discord (${networkReason(word)}). Check the network and DISCORD_API_URL.`,
    {
      uncertain: !unsentCodes.has(word),
      cause: error,
    },
  );
}
