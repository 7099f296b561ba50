/**
 * POST /slack/events for Bolt. Bolt's own HTTPReceiver takes requests dated years ahead, takes one any number of times, and
 * ends the process when a signed body is `null` (it reads `ssl_check` of it in a promise that nobody holds).
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
import { nameOfError } from '../../../util/error-sentence.ts';
import type { Log } from '../../platform.ts';
import { createRejections } from './rejected-signatures.ts';
import { createSignatures } from './signatures.ts';

export interface HttpReceiverOptions {
  signingSecret: string;
  log: Log;
  /** Milliseconds. */
  now: () => number;
  /** Told why a request's signature was rejected; null: the first that was taken, at all or after that. */
  onRequestVerified: (rejection: string | null) => void;
}

/** `handler` never throws: a fault costs its request alone, and a line in the log. */
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
    const verdict = signatures.check(headers, rawBody);
    if (verdict === 'repeated') {
      log.debug({ op: 'slack.verify' }, 'ignored a request that was handled before');
      return end(response, 200);
    }
    if (verdict !== 'fresh') {
      rejections.reject(verdict, headers);
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
    // A kind of request that nothing here listens to.
    end(response, 404);
  }

  return {
    receiver: {
      init(bolt) {
        app = bolt;
      },
      // Our server is the one that listens and stops.
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
    // Bolt calls it once for a request it understands, with what Slack is to show.
    ack: async answer => {
      if (!response.headersSent) http.buildContentResponse(response, answer);
    },
    ...numbers(request),
  };
}

function numbers(request: IncomingMessage): Pick<ReceiverEvent, 'retryNum' | 'retryReason'> {
  const retryNum = http.extractRetryNumFromHTTPRequest(request);
  const retryReason = http.extractRetryReasonFromHTTPRequest(request);
  return { ...(retryNum !== undefined && { retryNum }), ...(retryReason !== undefined && { retryReason }) };
}

/** Slack tests the address now and then, unsigned: https://docs.slack.dev/interactivity/implementing-slash-commands#responding_basic_receipt */
function isSslCheck(type: string | undefined, rawBody: Buffer): boolean {
  if (rawBody.length > 1000) return false;
  return isForm(type) && new URLSearchParams(rawBody.toString()).get('ssl_check') === '1';
}

/** What people do comes as a form, with JSON in `payload` but for commands; events come as JSON. Null when it is no object. */
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

/** Does nothing when there is an answer already. */
function end(response: ServerResponse, status: number): void {
  if (!response.headersSent) response.writeHead(status).end();
}
