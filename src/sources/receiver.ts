/**
 * `POST /webhooks/:source`: verifies the raw bytes, normalizes and commits, and only then answers 2xx.
 * Answers are JSON; errors are `application/problem+json` (RFC 9457).
 */
import Router from '@koa/router';
import type { Context } from 'koa';
import type { Log } from '../log.ts';
import { isJsonType, whyNotLocal } from '../util/local-request.ts';
import { type Ingest, NotJsonError } from './ingest.ts';
import { type Bodies, BodyError } from './read-body.ts';
import { createRejectionThrottle, type RejectionLimits, type RejectionThrottle } from './rejection-throttle.ts';
import type { Source, Verification } from './source.ts';

/** Removes a byte order mark, which JSON.parse rejects, and replaces invalid UTF-8 by U+FFFD. */
const utf8 = new TextDecoder();

interface ReceiverOptions {
  findSource(name: string): Promise<Source | null>;
  /** Called for every webhook that isn't authentic. */
  refused?(source: string, reason: string): void;
  ingest: Ingest;
  log: Log;
  bodies: Bodies;
  rejectionLimits?: RejectionLimits;
}

/** The state of a receiver across requests. */
interface Receiver extends ReceiverOptions {
  throttle: RejectionThrottle;
}

export function createReceiver(options: ReceiverOptions): Router {
  const receiver = {
    ...options,
    throttle: createRejectionThrottle(options.rejectionLimits),
  };
  const router = new Router();
  router.all('/webhooks/:source', async context => {
    try {
      await receive(context, receiver);
    } catch (error) {
      answerError(context, error, options.log);
    }
  });
  return router;
}

async function receive(context: Context, receiver: Receiver): Promise<void> {
  const source = await receiver.findSource(context.params.source);
  if (!source) return problem(context, 404, 'Unknown source.');
  if (context.method !== 'POST') {
    context.set('Allow', 'POST');
    return problem(context, 405, 'Use POST.');
  }
  if (!isJson(context, source)) {
    context.set('Accept', 'application/json');
    return problem(context, 415, 'Content-Type must be application/json.');
  }

  // Credentials in headers are checked first, so that strangers can't make us hold or decompress a body.
  const early = source.checks === 'headers' ? await verify(context, source, noBody) : null;
  if (early && early.is !== 'authentic') return answerVerdict(context, source, early, receiver);
  await receiver.bodies.use(context.req, async body => {
    const verdict = early ?? (await verify(context, source, body));
    if (verdict.is !== 'authentic') return answerVerdict(context, source, verdict, receiver);
    await accept(context, source, body, verdict.id, receiver);
  });
}

const noBody = Buffer.alloc(0);

async function accept(
  context: Context,
  source: Source,
  body: Buffer,
  signedId: string | undefined,
  { ingest, log }: Receiver,
): Promise<void> {
  const { status, id, problems } = await ingest(source, utf8.decode(body), signedId);
  log.info({ op: 'webhook.receive', source: source.name, event: id, status, problems }, received[status]);
  context.status = status === 'quarantined' ? 202 : 200;
  context.body = status === 'quarantined' ? { status, id, problems } : { status, id };
}

/** Log fields of an event. */
const received = {
  accepted: 'webhook received',
  duplicate: 'webhook received again; ignored as a duplicate',
  quarantined: 'webhook received but unreadable; it is quarantined',
};

/** Without a Content-Type, only a signature proves the sender: CORS lets any page send such a request. */
function isJson(context: Context, source: Source): boolean {
  const contentType = context.get('content-type');
  return contentType === '' ? !source.unsigned : isJsonType(contentType);
}

function verify(context: Context, source: Source, body: Buffer): Promise<Verification> {
  return source.verify({ headers: context.headers, body, from: context.ip, notLocal: whyNotLocal(context.req) });
}

function answerVerdict(
  context: Context,
  source: Source,
  verdict: Exclude<Verification, { is: 'authentic' }>,
  receiver: Receiver,
): void {
  if (verdict.is === 'answered') {
    context.status = verdict.status;
    context.type = verdict.contentType;
    context.body = verdict.body;
  } else if (verdict.is === 'unavailable') {
    const { wait, unlogged } = receiver.throttle.count(context.ip);
    if (wait === 0)
      receiver.log.warn(
        { op: 'webhook.verify', source: source.name, from: context.ip, reason: verdict.reason, unlogged },
        'could not verify a webhook; answered 503 so that it is sent again',
      );
    problem(context, 503, verdict.reason);
  } else {
    refuse(context, source, verdict.reason, receiver);
  }
}

/** Throttles by the connection's address, since senders can forge X-Forwarded-For. */
function refuse(context: Context, source: Source, reason: string, { throttle, refused, log }: Receiver): void {
  refused?.(source.name, reason);
  const { wait, unlogged } = throttle.count(context.ip);
  if (wait === 0) {
    log.warn({ op: 'webhook.verify', source: source.name, from: context.ip, reason, unlogged }, 'rejected a webhook');
    context.set('WWW-Authenticate', source.provider.challenge);
    problem(context, 401, reason);
  } else {
    context.set('Retry-After', String(Math.ceil(wait / 1000)));
    problem(context, 429, 'Too many failed attempts from this address. Wait a few seconds and try again.');
  }
}

function answerError(context: Context, error: unknown, log: Log): void {
  if (error instanceof BodyError) {
    context.set(error.headers);
    problem(context, error.status, error.message);
  } else if (error instanceof NotJsonError) {
    problem(context, 400, error.message);
  } else {
    log.error({ op: 'webhook.store', err: error }, 'could not store a webhook; answered 503 so that it is sent again');
    context.set('Retry-After', '10');
    problem(context, 503, 'Temporarily unavailable. Send the webhook again.');
  }
}

const titles: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
};

function problem(context: Context, status: number, detail: string): void {
  context.status = status;
  context.body = JSON.stringify({ type: 'about:blank', title: titles[status], status, detail });
  context.type = 'application/problem+json';
  context.set('Cache-Control', 'no-store');
}
