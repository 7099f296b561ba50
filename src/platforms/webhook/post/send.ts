/** Sends one signed webhook: https://www.standardwebhooks.com. Redirects aren't followed, and answers are bounded. */
import { signWebhook } from '../../../util/signing/standard-webhooks.ts';
import type { Endpoint } from '../endpoints.ts';
import type { WebhookData } from '../message/webhook-body.ts';
import { answerError, requestError } from './errors.ts';

/** Milliseconds for the whole request; the specification recommends 15 to 30 s. */
const defaultTimeout = 15_000;

/** Bytes of an answer that are read; more are ignored. */
const longestAnswer = 4096;

export interface Outgoing {
  /** The endpoint's name. */
  name: string;
  endpoint: Endpoint;
  /** Stable for each message, so that the receiver recognizes it when it is sent again. */
  id: string;
  action: WebhookData['action'];
  body: string;
}

/** Returns the start of the answer's text; throws PlatformError only. */
export async function send(
  { name, endpoint, id, action, body }: Outgoing,
  timeout = defaultTimeout,
  now = Date.now,
): Promise<string> {
  const timestamp = Math.floor(now() / 1000);
  let response: Response;
  let text: string;
  try {
    response = await fetch(endpoint.url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Callboard',
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signWebhook(endpoint.key, id, timestamp, body),
      },
      body,
    });
    text = await readStart(response);
  } catch (error) {
    throw requestError(name, error);
  }
  if (!response.ok) throw answerError(name, action, response, now());
  return text;
}

/** Reads the start of the body, and drops the connection of one that is longer. */
async function readStart({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    // Leaving the loop cancels the stream.
    if (size >= longestAnswer) break;
  }
  return Buffer.concat(chunks).toString('utf8', 0, longestAnswer);
}
