/**
 * Receives POST /slack/events for Bolt. Bolt's own HTTPReceiver accepts requests dated years ahead, accepts one any number of
 * times, and ends the process when a signed body is `null` (it reads `ssl_check` in an unhandled promise).
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import {
  type App,
  defaultBodyLimit,
  HTTPModuleFunctions as http,
  isRawBodyError,
  type Receiver,
  type ReceiverEvent,
} from '@slack/bolt';
import { nameOfError } from '../../../util/errors/error-sentence.ts';
import type { Log } from '../../platform.ts';
import { createRejections } from './rejected-signatures.ts';
import { createSignatures } from './signatures.ts';

interface HttpReceiverOptions {
  signingSecret: string;
  log: Log;
  /** Returns milliseconds. */
  now: () => number;
  /** Called with the reason when a request's signature is rejected; with null for the first accepted one, at start or after a rejection. */
  onRequestVerified: (rejection: string | null) => void;
}

/** `handler` never throws: an error affects only its request, with a log line. */
export function createHttpReceiver({ signingSecret, log, now, onRequestVerified }: HttpReceiverOptions): {
  receiver: Receiver;
  handler: RequestListener;
} {
  const signatures = createSignatures(signingSecret, now);
  const rejections = createRejections({ log, now, onRequestVerified });
  let app: App | undefined;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST' || request.url?.split('?', 1)[0] !== '/slack/events') return end(response, 404);
    const { rawBody } = await http.bufferIncomingMessage(request, defaultBodyLimit);
    const { headers } = request;
    if (isSslCheck(headers['content-type'], rawBody)) return end(response, 200);
    const result = signatures.check(headers, rawBody);
    if (result === 'repeated') {
      log.debug({ op: 'slack.verify' }, 'ignored a request that was handled before');
      return end(response, 200);
    }
    if (result !== 'fresh') {
      rejections.reject(result, headers);
      return end(response, 401);
    }
    rejections.accept();
    const body = readBody(headers['content-type'], rawBody);
    if (body === null) return end(response, 400);
    if (body.type === 'url_verification') return http.buildUrlVerificationResponse(response, body);
    try {
      await app?.processEvent(eventOf(request, response, body));
    } catch (error) {
      signatures.forget(headers);
      throw error;
    }
    // No listener handled the request.
    end(response, 404);
  }

  return {
    receiver: {
      init(bolt) {
        app = bolt;
      },
      // Our own server listens and stops.
      start: async () => {},
      stop: async () => {},
    },
    handler(request, response) {
      answer(request, response).catch((error: unknown) => {
        const isTooLarge = isRawBodyError(error) && error.statusCode === 413;
        if (!isRawBodyError(error))
          log.warn({ op: 'slack.receive', reason: nameOfError(error) }, 'could not handle a request from Slack');
        end(response, isTooLarge ? 413 : isRawBodyError(error) ? 400 : 500);
      });
    },
  };
}

function eventOf(request: IncomingMessage, response: ServerResponse, body: Record<string, unknown>): ReceiverEvent {
  return {
    body,
    // Bolt calls it once for a request it understands, with the content for Slack to show.
    ack: async answer => {
      if (!response.headersSent) http.buildContentResponse(response, answer);
    },
    ...retryFields(request),
  };
}

function retryFields(request: IncomingMessage): Pick<ReceiverEvent, 'retryNum' | 'retryReason'> {
  const retryNum = http.extractRetryNumFromHTTPRequest(request);
  const retryReason = http.extractRetryReasonFromHTTPRequest(request);
  return { ...(retryNum !== undefined && { retryNum }), ...(retryReason !== undefined && { retryReason }) };
}

/** Recognizes Slack's occasional unsigned test of the URL: https://docs.slack.dev/interactivity/implementing-slash-commands#responding_basic_receipt */
function isSslCheck(type: string | undefined, rawBody: Buffer): boolean {
  if (rawBody.length > 1000) return false;
  return isForm(type) && new URLSearchParams(rawBody.toString()).get('ssl_check') === '1';
}

/** Parses a body: commands are forms, other user actions forms with JSON in `payload`, events JSON. Null for a non-object. */
function readBody(type: string | undefined, rawBody: Buffer): Record<string, unknown> | null {
  const text = rawBody.toString();
  const form = isForm(type) ? Object.fromEntries(new URLSearchParams(text)) : null;
  if (form && form.payload === undefined) return form;
  try {
    const body: unknown = JSON.parse(form?.payload ?? text);
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

const isForm = (type = '') => /^application\/x-www-form-urlencoded\b/i.test(type);

/** Ends the response, unless one was sent already. */
function end(response: ServerResponse, status: number): void {
  if (!response.headersSent) response.writeHead(status).end();
}
