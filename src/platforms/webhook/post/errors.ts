/** Classifies the answers of endpoints, and network errors, as PlatformErrors. No error contains a URL or a secret. */
import { networkReason } from '../../../util/errors/network-reason.ts';
import { PlatformError, unsentCodes } from '../../platform.ts';
import { readRetryAfter } from '../../retry-after.ts';
import type { WebhookData } from '../message/webhook-body.ts';

type Action = WebhookData['action'];

/** Answers that every request of this endpoint would get: someone has to fix it. */
const brokenEndpoint: Readonly<Record<number, string>> = {
  401: 'rejected the signature. Check its secret in WEBHOOK_ENDPOINTS',
  403: 'rejected the signature. Check its secret in WEBHOOK_ENDPOINTS',
  404: 'was not found. Check its URL in WEBHOOK_ENDPOINTS',
  405: "doesn't accept POST. Check its URL in WEBHOOK_ENDPOINTS",
  410: 'no longer wants webhooks (HTTP 410). Remove its rules, or ask its owner',
};

/** Classifies an answer other than 2xx. `endpoint` is its name. */
export function answerError(endpoint: string, action: Action, response: Response, now: number): PlatformError {
  const { status } = response;
  const code = `http_${status}`;
  const name = `Endpoint ${endpoint}`;
  const retryAfter = readRetryAfter(response.headers.get('retry-after'), now);
  if (status === 429 || (status === 503 && retryAfter !== null)) {
    const wait = retryAfter === null ? '' : ` for ${Math.ceil(retryAfter / 1000)} s`;
    return new PlatformError('rate_limited', code, `${name} limits requests${wait}.`, { retryAfter });
  }
  if (status >= 300 && status < 400) {
    return new PlatformError('channel', code, `${name} redirects. Set its final URL in WEBHOOK_ENDPOINTS.`);
  }
  if (status === 404 && action !== 'post') {
    return new PlatformError('gone', code, `${name} no longer has the message.`);
  }
  if (status === 409 && action === 'edit') {
    return new PlatformError('frozen', code, `${name} no longer accepts edits of the message.`);
  }
  const broken = brokenEndpoint[status];
  if (broken !== undefined) return new PlatformError('channel', code, `${name} ${broken}.`);
  if (status === 408 || status === 425 || status >= 500) {
    return new PlatformError('transient', code, `${name} is having problems (HTTP ${status}).`, { uncertain: true });
  }
  return new PlatformError('message', code, `${name} rejected the message (HTTP ${status}).`);
}

/** Classifies a failed request. Its cause isn't passed on, because it can contain the URL. */
export function requestError(endpoint: string, error: unknown): PlatformError {
  const code = codeOf(error);
  const sentence = `Couldn't reach endpoint ${endpoint} (${networkReason(code)}).`;
  return new PlatformError('transient', 'network', sentence, { uncertain: !unsentCodes.has(code) });
}

/** The network's code; fetch wraps the error that has it. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError') return error.name;
  const inner = error.cause instanceof Error ? error.cause : error;
  return 'code' in inner ? String(inner.code) : inner.name;
}
