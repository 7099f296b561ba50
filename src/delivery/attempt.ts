/** One attempt: looks up a message that may already be posted, posts it otherwise, and records the outcome. */
import type { Message } from '../messages/message.ts';
import { PlatformError, type Ref, splitAddress } from '../platforms/platform.ts';
import type { AttemptEnd } from '../store/deliveries/outbox.ts';
import { nameOfError } from '../util/errors/error-sentence.ts';
import type { AttemptContext, AttemptOptions, OutgoingMessage } from './attempt-context.ts';
import { endAsPosted, endAsSplit, endWithError, endWithoutMentions } from './attempt-end.ts';
import type { PlatformRequest } from './platform-hold.ts';

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
    const ref = found ?? (await post(context, message, events));
    const outcome = found ? 'found' : 'posted';
    return endAsPosted(context, options, { message, ref, outcome, took: performance.now() - started });
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

async function find({ platform, platformHold, head }: AttemptContext): Promise<Ref | null> {
  const { place } = splitAddress(head.channel);
  const found = await platform.find(place, head.nonce, head.createdAt).catch(classified).catch(uncertain);
  platformHold.accepted('find');
  return found;
}

/** A rejected lookup tells nothing about the message, which may be posted. The lookup is retried later. */
function uncertain(error: PlatformError): never {
  if (error.kind !== 'message') throw error;
  throw new PlatformError('transient', error.code, error.message, { uncertain: true });
}

async function post(
  { platform, platformHold, head }: AttemptContext,
  message: Message,
  events: OutgoingMessage['events'],
): Promise<Ref> {
  const { place: channel } = splitAddress(head.channel);
  const ref = await platform.post({ channel, message, nonce: head.nonce, events }).catch(classified);
  platformHold.accepted('post');
  return ref;
}

/** Platforms throw only PlatformErrors. Any other error is a bug of ours, which the next version may fix. */
function classified(error: unknown): never {
  if (error instanceof PlatformError) throw error;
  const sentence = `Callboard couldn't post this (${nameOfError(error)}). If this error continues, update Callboard.`;
  throw new PlatformError('transient', 'unexpected', sentence, { uncertain: true, cause: error });
}
