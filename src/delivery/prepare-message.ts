/** Decides on the message of an attempt: the head's own, or a batch with the deliveries behind it. */
import type { StoredEvent } from '../events/event.ts';
import { combinedLineLength, combineMessages, noteLate } from '../messages/combined-message.ts';
import { createMessage, type Inline, type Message } from '../messages/message.ts';
import { PlatformError } from '../platforms/platform.ts';
import type { Delivery } from '../store/deliveries/deliveries.ts';
import { createPause } from '../util/slices.ts';
import type { AttemptContext, AttemptOptions, OutgoingMessage } from './attempt-context.ts';
import { countThatFit, mayBatch } from './batching.ts';
import { type ComposedMessage, compose, type MessageInputs } from './compose.ts';

/**
 * Returns the message to post, without mentions that the platform has rejected. A message that may have been posted before
 * includes the same deliveries again; otherwise deliveries behind the head may be batched into it. Throws a PlatformError of
 * kind `message` when the head can't be rendered, and the store's errors.
 */
export async function prepareMessage(context: AttemptContext, options: AttemptOptions): Promise<OutgoingMessage> {
  const { message, ...rest } = await prepareWithMentions(context, options);
  const dropped = new Set(context.head.droppedMentions);
  return { message: { ...message, mentions: message.mentions.filter(mention => !dropped.has(mention)) }, ...rest };
}

async function prepareWithMentions(context: AttemptContext, options: AttemptOptions): Promise<OutgoingMessage> {
  const { head, behind, inputs } = context;
  const members = head.attempts > 0 ? await options.listBatchMembers(head.id) : [];
  if (members.length > 0) return repeatBatch(head, members, options);
  const own = compose(inputs, head);
  const alone = () => {
    const message = noteLate(own.message, Date.now() - head.createdAt);
    return { message, batched: [], events: eventsOf(inputs, [head]) };
  };
  if (!isBatchable(head) || !mayBatch(head, behind.length, Date.now(), options.batchAfter)) return alone();
  const composed = await composeRun(own, behind, inputs);
  const smaller = options.smallerBatches.get(head.channel);
  const atMost = smaller && head.id <= smaller.upTo ? smaller.atMost : composed.length;
  const count = Math.min(countThatFit(composed.map(combinedLineLength)), atMost);
  if (count === 1) return alone();
  const batched = behind.slice(0, count - 1);
  return { message: combine(head, composed.slice(0, count)), batched, events: eventsOf(inputs, [head, ...batched]) };
}

function eventsOf({ events }: MessageInputs, deliveries: readonly Delivery[]): StoredEvent[] {
  return deliveries.flatMap(({ eventId }) => (eventId === null ? [] : (events.get(eventId) ?? [])));
}

/** A card needs a message of its own, and a reply its thread. */
const isBatchable = ({ kind, cardId }: Delivery): boolean => kind === 'post' && cardId === null;

/**
 * The message may already be posted, so it keeps every delivery bound to it. One that can't be rendered shows its error
 * instead.
 */
async function repeatBatch(head: Delivery, members: Delivery[], options: AttemptOptions): Promise<OutgoingMessage> {
  const all = [head, ...members];
  const inputs = await options.readMessageInputs(all);
  const pause = createPause();
  const composed: ComposedMessage[] = [];
  for (const delivery of all) {
    composed.push(composeOrShowError(inputs, delivery));
    await pause();
  }
  return { message: combine(head, composed), batched: members, events: eventsOf(inputs, all) };
}

function composeOrShowError(inputs: MessageInputs, delivery: Delivery): ComposedMessage {
  try {
    return compose(inputs, delivery);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const title: Inline[] = [{ type: 'text', text: error.message }];
    return {
      message: createMessage({ title }),
      type: 'other',
      at: new Date(delivery.createdAt).toISOString(),
      timezone: null,
    };
  }
}

/**
 * Composes the messages behind the head, up to the first that can't be rendered: that one fails alone when it is the head. A
 * template may take tens of milliseconds per message, so this pauses for other work.
 */
async function composeRun(
  head: ComposedMessage,
  behind: readonly Delivery[],
  inputs: MessageInputs,
): Promise<ComposedMessage[]> {
  const pause = createPause();
  const composed = [head];
  for (const delivery of behind) {
    if (delivery.state !== 'queued' || !isBatchable(delivery)) break;
    try {
      composed.push(compose(inputs, delivery));
    } catch {
      break;
    }
    await pause();
  }
  return composed;
}

function combine(head: Delivery, composed: readonly ComposedMessage[]): Message {
  const timezone = composed[0]?.timezone ?? null;
  return combineMessages(composed, { late: Date.now() - head.createdAt, timezone });
}
