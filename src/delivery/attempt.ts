/** One attempt: looks up a message that may already be posted, posts it otherwise, and records the outcome. */
import type { Message } from '../messages/message.ts';
import { PlatformError, splitAddress } from '../platforms/platform.ts';
import type { PlatformRequest } from '../store/deliveries/holds.ts';
import type { AttemptEnd } from '../store/deliveries/outbox.ts';
import { nameOfError } from '../util/errors/error-sentence.ts';
import type { AttemptContext, AttemptOptions, OutgoingMessage } from './attempt-context.ts';
import { endAsPosted, endAsSplit, endWithError, endWithoutMentions } from './attempt-end.ts';
import { kindOf } from './kinds/index.ts';
import type { Sent } from './kinds/kind.ts';

/** Posts the message, unless it is already posted, and returns how that ended. Throws only the store's errors. */
export async function attemptPost(
  context: AttemptContext,
  { message, batched, events }: OutgoingMessage,
  options: AttemptOptions,
): Promise<AttemptEnd> {
  const started = performance.now();
  let request: PlatformRequest = 'find';
  try {
    const found = context.head.state === 'sending' ? await find(context) : null;
    request = 'post';
    const sent = found ?? (await send(context, message, events));
    const outcome = found ? 'found' : 'posted';
    return endAsPosted(context, options, { message, sent, outcome, took: performance.now() - started });
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const took = performance.now() - started;
    const rejected = error.mentions.filter(mention => message.mentions.includes(mention));
    if (rejected.length > 0) return endWithoutMentions(context, options, { error, rejected, took });
    const end = await endWithError(context, options, { error, request, took });
    if (error.kind !== 'message') return end;
    if (batched.length > 0) return endAsSplit(context.head, batched, end, options);
    options.smallerBatches.delete(context.head.channel);
    return end;
  }
}

async function find({ platform, platformHold, head, card }: AttemptContext): Promise<Sent | null> {
  const { place: channel } = splitAddress(head.channel);
  const request = { channel, nonce: head.nonce, since: head.createdAt, card };
  const finding = kindOf(head, card).find?.(platform, request) ?? Promise.resolve(null);
  const found = await finding.catch(classified).catch(uncertain);
  platformHold.accepted('find');
  return found;
}

/** A rejected lookup tells nothing about the message, which may be posted. The lookup is retried later. */
function uncertain(error: PlatformError): never {
  if (error.kind !== 'message') throw error;
  throw new PlatformError('transient', error.code, error.message, { uncertain: true });
}

async function send(
  { platform, platformHold, head, card }: AttemptContext,
  message: Message,
  events: OutgoingMessage['events'],
): Promise<Sent> {
  const { place: channel } = splitAddress(head.channel);
  const request = { channel, message, nonce: head.nonce, events, card };
  const sent = await kindOf(head, card).send(platform, request).catch(classified);
  platformHold.accepted('post');
  return sent;
}

function classified(error: unknown): never {
  throw asPlatformError(error);
}

/** Platforms throw only PlatformErrors. Any other error is a bug of ours, which the next version may fix. */
export function asPlatformError(error: unknown): PlatformError {
  if (error instanceof PlatformError) return error;
  const sentence = `Callboard couldn't post this (${nameOfError(error)}). If this error continues, update Callboard.`;
  return new PlatformError('transient', 'unexpected', sentence, { uncertain: true, cause: error });
}
