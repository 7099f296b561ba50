/** Turns the outcome of an attempt into its record: the delivery's new state and the lane's hold. Logs and counts it. */
import type { Message } from '../messages/message.ts';
import type { PlatformError } from '../platforms/platform.ts';
import type { CardChange } from '../store/deliveries/cards.ts';
import type { Delivery } from '../store/deliveries/deliveries.ts';
import type { Hold, PlatformRequest } from '../store/deliveries/holds.ts';
import type { AttemptEnd } from '../store/deliveries/outbox.ts';
import type { AttemptContext, AttemptOptions } from './attempt-context.ts';
import { fingerprint } from './edits/fingerprint.ts';
import { kindOf } from './kinds/index.ts';
import type { Sent } from './kinds/kind.ts';
import { allRequests, type PlatformHold } from './platform-hold.ts';
import { decideRetry, type RetryDecision } from './retry-policy.ts';

/** The message is posted; `outcome` is `found` when an earlier attempt had posted it. */
export function endAsPosted(
  { platform, head, card, hold }: AttemptContext,
  options: AttemptOptions,
  { message, sent, outcome, took }: { message: Message; sent: Sent; outcome: 'found' | 'posted'; took: number },
): AttemptEnd {
  const { ref, thread } = sent;
  const { id, eventId, channel } = head;
  options.log.info(
    { op: 'delivery.post', delivery: id, event: eventId, channel, ref, took },
    outcome === 'found' ? 'message was already posted; not posting it again' : 'message posted',
  );
  options.attempted(platform.name, outcome, took);
  options.posted?.(head, message);
  const end = { delivery: head, at: Date.now(), state: 'posted', outcome, ref, error: null, took } as const;
  // A message that an earlier attempt posted shows what it was rendered from then.
  const shown = outcome === 'found' ? null : fingerprint(message);
  const change = cardAfter(head, { ref, thread, shown, before: card?.thread ?? null });
  return { ...end, ...(change && { card: change }), ...(hold && { hold: null }) };
}

/** The change of a new message's card: a post is the card's message, and a reply may begin a new thread. */
function cardAfter(
  { kind, cardId }: Delivery,
  { ref, thread, shown, before }: Sent & { shown: string | null; before: string | null },
): CardChange | null {
  if (cardId === null) return null;
  if (kind === 'post') return { id: cardId, ref, thread, shown, isFrozen: false };
  return thread === before ? null : { id: cardId, thread };
}

/**
 * The platform may have rejected only the mentions, so the next attempt leaves them out. The lane's hold stays as it is: if
 * the channel itself is restricted, the next attempt finds out.
 */
export function endWithoutMentions(
  { platform, head }: AttemptContext,
  options: AttemptOptions,
  { error, rejected, took }: { error: PlatformError; rejected: readonly string[]; took: number },
): AttemptEnd {
  const { kind, message: reason } = error;
  const { id, eventId, channel } = head;
  options.log.warn(
    { op: 'delivery.post', delivery: id, event: eventId, channel, took, kind, reason, mentions: rejected },
    'message rejected with its mentions; posting it without them',
  );
  options.attempted(platform.name, kind, took);
  const state = head.state === 'sending' ? 'sending' : 'queued';
  const droppedMentions = [...head.droppedMentions, ...rejected];
  return { delivery: head, at: Date.now(), state, droppedMentions, outcome: kind, ref: null, error: reason, took };
}

/**
 * One delivery of the batch makes the message fail, and which one is unknown. All are retried in batches of half the size,
 * until that delivery is alone and fails alone. A message that may be posted is not batched with others again.
 */
export function endAsSplit(
  { channel, state }: Delivery,
  batched: readonly Delivery[],
  end: AttemptEnd,
  { smallerBatches }: AttemptOptions,
): AttemptEnd {
  smallerBatches.set(channel, { upTo: batched.at(-1)?.id ?? 0, atMost: Math.ceil(batched.length / 2) });
  return { ...end, state: state === 'sending' ? 'sending' : 'queued', unbatch: true };
}

/** The log's text for a failed attempt: what happens next. */
const failureTexts: Record<RetryDecision['next'], string> = {
  retry: 'message not posted; retrying',
  hold: 'message not posted; its channel is on hold until the cause is fixed',
  post: 'reply not posted because its parent is gone; posting it on its own',
  reply: 'message not posted; posting it as a reply',
  fail: 'message not posted; it failed and is not retried',
};

/** The attempt failed, also when the message can't be rendered. Puts the platform on hold when the error affects all of it. */
export async function endWithError(
  context: AttemptContext,
  options: AttemptOptions,
  { error, request, took }: { error: PlatformError; request: PlatformRequest; took: number },
): Promise<AttemptEnd> {
  const { platform, platformHold, head, card, hold } = context;
  const now = Date.now();
  const { backoff, giveUpAfter } = options;
  const series = { since: seriesStart(error, hold, now), failures: (hold?.failures ?? 0) + 1, now };
  // The retry window starts with the series of failures or the delivery, whichever is later: deliveries that waited behind
  // others don't each get a full one.
  const retryWindow = { ...series, since: Math.max(series.since, head.createdAt) };
  const retryAfter = error.retryAfter ?? (error.scope === 'method' ? platformHold.waitAfterLimit(request) : null);
  const consequence = kindOf(head, card).errors[error.kind];
  const decision = decideRetry({ consequence, retryAfter }, retryWindow, {
    now,
    random: Math.random(),
    backoff,
    giveUpAfter,
  });
  await holdPlatform(platformHold, error, decision, request);
  const isUncertain = error.uncertain || head.state === 'sending';
  const state = decision.next === 'fail' ? 'failed' : isUncertain ? 'sending' : 'queued';
  const { kind, message: reason } = error;
  const { id, eventId, channel } = head;
  const fields = { delivery: id, event: eventId, channel, failures: series.failures, took, kind, reason };
  const nextAt = 'nextAt' in decision ? decision.nextAt : undefined;
  options.log.warn({ op: 'delivery.post', ...fields, nextAt }, failureTexts[decision.next]);
  options.attempted(platform.name, kind, took);
  if (decision.next === 'post' && head.cardId !== null) {
    const change = { id: head.cardId, thread: null };
    return { delivery: head, at: now, state: 'queued', outcome: kind, ref: null, error: reason, took, card: change };
  }
  const newHold = holdAfter(error, decision, series);
  const end = { delivery: head, at: now, state, outcome: kind, ref: null, error: reason, took, hold: newHold } as const;
  // On hold or failed, the mentions weren't the reason: the next message has them again.
  return decision.next === 'retry' ? end : { ...end, droppedMentions: [] };
}

/** Puts the platform on hold for an error that affects more than this lane. */
export async function holdPlatform(
  platformHold: PlatformHold,
  { kind, message, scope, retryAfter }: PlatformError,
  decision: RetryDecision,
  request: PlatformRequest,
): Promise<void> {
  if (kind === 'token') await platformHold.holdForToken(message);
  else if (scope === 'platform' && retryAfter === null) await platformHold.holdUntilItResponds(message);
  else if (!('nextAt' in decision) || scope === 'channel') return;
  else await platformHold.holdUntil(decision.nextAt, scope === 'platform' ? allRequests : [request]);
}

/** A change from a hold to a transient failure, or back, restarts the retry window. */
function seriesStart({ kind }: PlatformError, before: Hold | null, now: number): number {
  const isHold = kind === 'channel' || kind === 'token';
  return before && (before.held !== null) === isHold ? before.since : now;
}

/**
 * Returns the lane's new hold. A failed message leaves none. After one that ran out of retries the hold stays, for the next
 * message. With a broken token only the platform's hold has the wait, so that the lane continues as soon as that ends.
 */
function holdAfter(
  error: PlatformError,
  decision: RetryDecision,
  { since, failures, now }: { since: number; failures: number; now: number },
): Omit<Hold, 'channel'> | null {
  if (error.kind === 'message' || error.kind === 'gone' || error.kind === 'frozen') return null;
  const nextAt = !('nextAt' in decision) || error.kind === 'token' ? now : decision.nextAt;
  return { held: decision.next === 'hold' ? error.message : null, since, failures, nextAt };
}
