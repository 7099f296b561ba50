/** Discord's HTTP responses, with the headers of https://docs.discord.com/developers/topics/rate-limits */
import type { Reply } from '../trouble.ts';
import type { ScriptedResponse } from './answers.ts';
import type { Bucket, Refusal } from './limits.ts';

const endless = { limit: 5, remaining: 4, reset: null, resetAfter: 1 };
/** Posting and editing have a bucket each: discord.js takes routes with the same name for one. */
export const bucketName = (method: string) => `fake-${method}`;

/** The headers of a bucket; null for the method's bucket that is never exhausted. */
export function bucketHeaders(bucket: Bucket | null, method: string): Record<string, string> {
  const { limit, remaining, reset, resetAfter, bucket: name } = bucket ?? { ...endless, bucket: bucketName(method) };
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

const limited429 = 'You are being rate limited.';
const messages: Record<Refusal['scope'], string> = {
  user: limited429,
  global: limited429,
  ban: limited429,
  shared: 'The resource is being rate limited.',
  'old edits': 'Maximum number of edits to messages older than 1 hour reached. Try again later.',
};

/** Builds the HTTP 429 of a scope. */
export function limited({ scope, retryAfter }: Refusal, bucket: Bucket | null, method: string): Reply {
  const wait = { 'retry-after': String(Math.ceil(retryAfter)) };
  if (scope === 'ban') return html(429, '<html>banned</html>', wait);
  const global = scope === 'global';
  const headers = global ? { 'x-ratelimit-global': 'true' } : bucketHeaders(bucket, method);
  // The code and the scope as others report them: https://github.com/aikaterna/aikaterna-cogs/issues/302
  const isOldEdit = scope === 'old edits';
  const named = { ...headers, ...wait, 'x-ratelimit-scope': isOldEdit ? 'user' : scope };
  const body = { message: messages[scope], retry_after: retryAfter, global, ...(isOldEdit && { code: 30046 }) };
  return json(429, body, named);
}

/** Builds a scripted error response. */
export function scriptedError(answer: Extract<ScriptedResponse, { status: number }>, method: string): Reply {
  if ('text' in answer) return html(answer.status, answer.text, answer.headers);
  if ('json' in answer) return json(answer.status, answer.json, answer.headers);
  return json(answer.status, { code: answer.code, message: answer.message ?? 'scripted' }, bucketHeaders(null, method));
}
