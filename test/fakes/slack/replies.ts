/** Slack's HTTP responses. */
import type { Reply, Trouble } from '../trouble.ts';
import type { Answer } from './answers.ts';

type Json = Record<string, unknown>;

/** Builds a JSON response; Slack lists the token's scopes in every response. */
export function json(body: Json, scopes: readonly string[] = []): Reply {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'x-oauth-scopes': scopes.join(',') };
  return { status: 200, headers, body: JSON.stringify(body) };
}

/** Builds an HTTP 429. `retryAfter` is in seconds; null omits the header. */
export function ratelimited(retryAfter: number | string | null): Reply {
  const headers: Record<string, string> = { 'content-type': 'application/json; charset=utf-8' };
  if (retryAfter !== null) headers['retry-after'] = String(retryAfter);
  return { status: 429, headers, body: JSON.stringify({ ok: false, error: 'ratelimited' }) };
}

/** Builds a scripted error response. */
export function scriptedReply(answer: Exclude<Answer, Trouble>): Reply {
  if ('error' in answer) return json({ ok: false, error: answer.error, ...answer.more });
  if ('retryAfter' in answer) return ratelimited(answer.retryAfter);
  return { status: answer.status, headers: answer.headers ?? {}, body: answer.body ?? 'upstream trouble' };
}
