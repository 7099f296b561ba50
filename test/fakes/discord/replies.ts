/** Discord's HTTP responses, with the headers of https://docs.discord.com/developers/topics/rate-limits */
import type { Reply } from '../trouble.ts';
import type { ScriptedResponse } from './answers.ts';
import type { Bucket, Refusal } from './limits.ts';

const endless = { limit: 5, remaining: 4, reset: null, resetAfter: 1, bucket: 'fake' };

/** The headers of a bucket; null for a bucket that is never exhausted. */
export function bucketHeaders(bucket: Bucket | null): Record<string, string> {
  const { limit, remaining, reset, resetAfter, bucket: name } = bucket ?? endless;
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    ...(reset !== null && { 'x-ratelimit-reset': reset.toFixed(3) }),
    'x-ratelimit-reset-after': String(resetAfter),
    'x-ratelimit-bucket': name,
  };
}

export function json(status: number, body: object, headers: Record<string, string>): Reply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

function html(status: number, body: string, headers: Record<string, string> = {}): Reply {
  return { status, headers: { 'content-type': 'text/html', ...headers }, body };
}

/** Builds the HTTP 429 of a scope. */
export function limited({ scope, retryAfter }: Refusal, bucket: Bucket | null): Reply {
  const wait = { 'retry-after': String(Math.ceil(retryAfter)) };
  if (scope === 'ban') return html(429, '<html>banned</html>', wait);
  const global = scope === 'global';
  const message = scope === 'shared' ? 'The resource is being rate limited.' : 'You are being rate limited.';
  const headers = global ? { 'x-ratelimit-global': 'true' } : bucketHeaders(bucket);
  return json(429, { message, retry_after: retryAfter, global }, { ...headers, ...wait, 'x-ratelimit-scope': scope });
}

/** Builds a scripted error response. */
export function scriptedError(answer: Extract<ScriptedResponse, { status: number }>): Reply {
  if ('text' in answer) return html(answer.status, answer.text, answer.headers);
  if ('json' in answer) return json(answer.status, answer.json, answer.headers);
  return json(answer.status, { code: answer.code, message: answer.message ?? 'scripted' }, bucketHeaders(null));
}
