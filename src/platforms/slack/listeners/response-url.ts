/** Replies by a response_url: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
import { request } from 'undici';
import { PlatformError } from '../../platform.ts';
import { classify } from '../post/errors.ts';
import type { ReplyBody } from './reply.ts';

/** Request timeout in milliseconds. */
const TIMEOUT = 10_000;

export interface Response extends ReplyBody {
  response_type: 'ephemeral' | 'in_channel';
  replace_original: boolean;
}

/** Sends a reply; throws PlatformError only, of kind `message` when the URL has expired: after 5 replies or half an hour. */
export async function respond(url: string, response: Response): Promise<void> {
  const { status, body } = await send(url, response);
  if (status === 200 && !body.includes('"ok":false')) return;
  const code = /\b(used_url|expired_url|[a-z_]{5,60})\b/.exec(body)?.[1] ?? `http_${status}`;
  if (status >= 500)
    throw new PlatformError('transient', code, `Slack is having problems (HTTP ${status}).`, { uncertain: true });
  throw new PlatformError('message', code, `Slack rejected the reply (${code}).`);
}

async function send(url: string, response: Response): Promise<{ status: number; body: string }> {
  try {
    const answer = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(response),
      signal: AbortSignal.timeout(TIMEOUT),
    });
    return { status: answer.statusCode, body: (await answer.body.text()).slice(0, 1000) };
  } catch (error) {
    throw classify(error);
  }
}
