/**
 * The one rule for "this request comes from this machine". It decides who may send unsigned webhooks, open the console
 * and read the metrics while Callboard has no Slack or Discord token. Browsers make every page a client of loopback, so
 * the address alone proves nothing.
 */
import type { IncomingMessage } from 'node:http';
import { parseUrl } from './text/parse-url.ts';

type Request = Pick<IncomingMessage, 'headers' | 'method'> & { socket: { remoteAddress?: string | undefined } };

const octet = '(25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const loopbackV4 = `127\\.${octet}\\.${octet}\\.${octet}`;
const loopbackAddress = new RegExp(`^(${loopbackV4}|::1|::ffff:${loopbackV4})$`, 'i');
const loopbackHost = new RegExp(`^(localhost|${loopbackV4}|\\[::1\\])(:\\d{1,5})?$`, 'i');

/** Headers that proxies and tunnels add. A bare `proxy_pass` of nginx adds none, so their absence proves nothing. */
const proxyHeader = /^(forwarded|via|x-forwarded-.+|x-real-ip|x-client-ip|true-client-ip|cf-.+)$/;

interface PageRule {
  /**
   * Also accept a link on another site's page that opens this address in a window of its own. Only for answers that
   * show that site nothing and change nothing.
   */
  links?: boolean;
}

/**
 * Null when the request comes from this machine: loopback socket, loopback Host, no proxy header, no other site's
 * page, and a JSON content type when it has a body. Else the reason, a sentence for people: `This request's Host is "evil.example".`
 */
export function whyNotLocal(request: Request, rule: PageRule = {}): string | null {
  const { headers, socket } = request;
  const { host = '', origin } = headers;
  if (!loopbackAddress.test(socket.remoteAddress ?? '')) return `This request came from ${socket.remoteAddress}.`;
  const proxy = Object.keys(headers).find(name => proxyHeader.test(name));
  if (proxy) return `This request came through a proxy (${proxy}).`;
  // A foreign name may resolve to 127.0.0.1 (DNS rebinding), and its page then counts as the same origin.
  if (!loopbackHost.test(host)) return `This request's Host is ${JSON.stringify(host.slice(0, 100))}.`;
  if (isFromOtherSite(request, rule) || !isOwnOrigin(origin, host)) return "Another site's page sent this request.";
  if (hasBody(request) && !isJsonType(headers['content-type']))
    return "This request's Content-Type isn't application/json.";
  return null;
}

/**
 * True when a browser says that another site's page sent the request. Sec-Fetch-Site decides where there is one: pages
 * can't set it, and it stays right behind a proxy that rewrites Host. Browsers leave it out over plain HTTP from another
 * machine; then the Origin has to be this server's (https://www.w3.org/TR/fetch-metadata/).
 */
export function isFromOtherSite({ headers, method }: Request, { links = false }: PageRule = {}): boolean {
  const site = headers['sec-fetch-site'];
  if (site === undefined) return !isOwnOrigin(headers.origin, headers.host);
  if (site === 'none' || site === 'same-origin') return false;
  const isLink = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  return !(links && isLink && (method === 'GET' || method === 'HEAD'));
}

/** Whether a media type is JSON. CometChat writes `Application/json`. */
export function isJsonType(contentType: string | undefined): boolean {
  return /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType ?? '');
}

function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  return origin === undefined || parseUrl(origin)?.host === host?.toLowerCase();
}

function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
