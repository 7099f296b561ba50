/**
 * HTTP for Slack's WebClient: undici's `request`, which costs a third of what `fetch` does. Of fetch it has what the
 * WebClient uses.
 */
import type { webApi } from '@slack/bolt';
import { errors, request } from 'undici';
import { readRetryAfter } from '../../retry-after.ts';
import { blocked } from '../post/errors.ts';

type FetchFunction = NonNullable<webApi.WebClientOptions['fetch']>;

/**
 * `timeout`: milliseconds to the first of an answer, and from there to its end. A signal for each request would cost as
 * much as the request. Throws a PlatformError for an HTML page with status 429: Slack answers in JSON, so something
 * before it limits this address. `dated` is told the moment of the header Date.
 */
export function createFetch(timeout: number, dated: (moment: number) => void = () => {}): FetchFunction {
  return async (url, { method, headers, body } = {}) => {
    if (body !== undefined && typeof body !== 'string') throw new TypeError('Files are not sent to Slack.');
    const response = await request(url, { method: method as 'POST', headers, body, headersTimeout: timeout });
    const { statusCode: status } = response;
    // Of a refusal the WebClient reads no body: one that breaks off would be an error of nobody's, and end the process.
    response.body.on('error', () => {});
    const late = setTimeout(() => response.body.destroy(new errors.BodyTimeoutError()), timeout).unref();
    response.body.once('close', () => clearTimeout(late));
    const answered = headersOf(response.headers, Date.now());
    const moment = Date.parse(answered.get('date') ?? '');
    if (!Number.isNaN(moment)) dated(moment);
    if (status === 429 && /\bhtml\b/i.test(answered.get('content-type') ?? '')) {
      response.body.resume();
      throw blocked(status, readRetryAfter(answered.get('retry-after'), Date.now()));
    }
    return {
      ok: status >= 200 && status < 300,
      status,
      statusText: '',
      url: String(url),
      headers: answered,
      arrayBuffer: () => response.body.arrayBuffer(),
      json: () => response.body.json(),
      text: () => response.body.text(),
    };
  };
}

/** Retry-After becomes whole seconds within bounds, or goes: the WebClient would take -1 and a year at their word. */
function headersOf(headers: Record<string, string | string[] | undefined>, now: number) {
  const known = new Map(Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]));
  const wait = readRetryAfter(known.get('retry-after') ?? null, now);
  if (wait === null) known.delete('retry-after');
  else known.set('retry-after', String(Math.ceil(wait / 1000)));
  return { get: (name: string) => known.get(name.toLowerCase()) ?? null, entries: () => known.entries() };
}
