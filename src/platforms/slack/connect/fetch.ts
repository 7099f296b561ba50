/**
 * HTTP for Slack's WebClient over undici's `request`, at a third of the cost of `fetch`. It implements the parts of fetch
 * that the WebClient uses.
 */
import type { webApi } from '@slack/bolt';
import { errors, request } from 'undici';
import { readRetryAfter } from '../../retry-after.ts';
import { blocked } from '../post/errors.ts';

type FetchFunction = NonNullable<webApi.WebClientOptions['fetch']>;

/**
 * Creates a fetch function. `timeout` is the milliseconds until a response begins, and again until it ends; an abort signal
 * per request would cost as much as the request. Throws a PlatformError for an HTML page with status 429: Slack answers in
 * JSON, so a firewall or proxy limits this address. `dated` gets the time of the Date header.
 */
export function createFetch(timeout: number, dated: (moment: number) => void = () => {}): FetchFunction {
  return async (url, { method, headers, body } = {}) => {
    if (body !== undefined && typeof body !== 'string') throw new TypeError('Files are not sent to Slack.');
    const response = await request(url, { method: method as 'POST', headers, body, headersTimeout: timeout });
    const { statusCode: status } = response;
    // The WebClient never reads an error response's body; if that stream breaks, an unhandled 'error' event would end the process.
    response.body.on('error', () => {});
    const late = setTimeout(() => response.body.destroy(new errors.BodyTimeoutError()), timeout).unref();
    response.body.once('close', () => clearTimeout(late));
    const responseHeaders = headersOf(response.headers, Date.now());
    const moment = Date.parse(responseHeaders.get('date') ?? '');
    if (!Number.isNaN(moment)) dated(moment);
    if (status === 429 && /\bhtml\b/i.test(responseHeaders.get('content-type') ?? '')) {
      response.body.resume();
      throw blocked(status, readRetryAfter(responseHeaders.get('retry-after'), Date.now()));
    }
    return {
      ok: status >= 200 && status < 300,
      status,
      statusText: '',
      url: String(url),
      headers: responseHeaders,
      arrayBuffer: () => response.body.arrayBuffer(),
      json: () => response.body.json(),
      text: () => response.body.text(),
    };
  };
}

/** Replaces Retry-After by whole seconds within bounds, or removes it: the WebClient would accept -1 and a year. */
function headersOf(headers: Record<string, string | string[] | undefined>, now: number) {
  const known = new Map(Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]));
  const wait = readRetryAfter(known.get('retry-after') ?? null, now);
  if (wait === null) known.delete('retry-after');
  else known.set('retry-after', String(Math.ceil(wait / 1000)));
  return { get: (name: string) => known.get(name.toLowerCase()) ?? null, entries: () => known.entries() };
}
