/** One attempt: what the message says, whether it stands there already, the post, and how it ended. */
import type { Log } from '../log.ts';
import { combinedLineLength, combineMessages, noteLate } from '../messages/combined-message.ts';
import { createMessage, type Inline, type Message } from '../messages/message.ts';
import { type Platform, PlatformError, type Ref, splitAddress } from '../platforms/platform.ts';
import type { Delivery } from '../store/deliveries/deliveries.ts';
import type { Hold } from '../store/deliveries/holds.ts';
import type { AttemptEnd } from '../store/deliveries/outbox.ts';
import { nameOfError } from '../util/error-sentence.ts';
import { createPause } from '../util/slices.ts';
import type { Backoff } from './backoff.ts';
import { countThatFit, isLate } from './batching.ts';
import { type ComposedMessage, compose, type MessageInputs } from './compose.ts';
import type { PlatformHold, PlatformRequest } from './platform-hold.ts';
import { decideRetry, type RetryDecision } from './retry-policy.ts';

export interface AttemptOptions {
  /** What the messages of deliveries are made of. */
  readMessageInputs(deliveries: readonly Delivery[]): Promise<MessageInputs>;
  /** The deliveries that the message of this one, tried before, tells of beside its own, in order. */
  bound(id: number): Promise<Delivery[]>;
  /** By channel, where a message that tells of several was refused: how few are told together up to that delivery. */
  smallerBatches: Map<string, { upTo: number; atMost: number }>;
  /** Told of every message that was posted. */
  posted?: ((delivery: Delivery, message: Message) => void) | undefined;
  /** Told of every attempt: `sent`, `found`, or the kind of error; `took` in milliseconds. */
  attempted(platform: string, outcome: string, took: number): void;
  backoff: Backoff;
  /** How late a lane may be before it folds, milliseconds; null: it never does. */
  batchAfter: number | null;
  /** Milliseconds after which a delivery that keeps failing is given up; null: never. */
  giveUpAfter: number | null;
  log: Log;
}

/** What the lane has before it. */
export interface AttemptContext {
  platform: Platform;
  gate: PlatformHold;
  head: Delivery;
  /** What waits behind the head, in order. */
  behind: readonly Delivery[];
  material: MessageInputs;
  trouble: Hold | null;
}

/** What is about to be posted. */
export interface OutgoingMessage {
  message: Message;
  /** The deliveries that the message tells of beside the head's own. */
  folded: Delivery[];
}

/**
 * A message that may have been posted says the same again; one that was not may take in what waits behind it. It has no
 * mentions that the platform has refused. Throws a PlatformError of kind `message` when there is nothing to tell, and
 * what the store throws.
 */
export async function prepare(turn: AttemptContext, options: AttemptOptions): Promise<OutgoingMessage> {
  const { message, folded } = await prepareWhole(turn, options);
  const dropped = new Set(turn.head.droppedMentions);
  return { message: { ...message, mentions: message.mentions.filter(mention => !dropped.has(mention)) }, folded };
}

async function prepareWhole(
  { head, behind, material }: AttemptContext,
  options: AttemptOptions,
): Promise<OutgoingMessage> {
  const bound = head.attempts > 0 ? await options.bound(head.id) : [];
  if (bound.length > 0) {
    const all = [head, ...bound];
    const read = await options.readMessageInputs(all);
    const pause = createPause();
    const composed: ComposedMessage[] = [];
    for (const delivery of all) {
      composed.push(composeOrExcuse(read, delivery));
      await pause();
    }
    return { message: fold(head, composed), folded: bound };
  }
  const own = compose(material, head);
  const mayFold = head.state === 'pending' && behind.length > 0 && isLate(head, Date.now(), options.batchAfter);
  const alone = () => ({ message: noteLate(own.message, Date.now() - head.createdAt), folded: [] });
  if (!mayFold) return alone();
  const composed = await composeRun(own, behind, material);
  const smaller = options.smallerBatches.get(head.channel);
  const atMost = smaller && head.id <= smaller.upTo ? smaller.atMost : composed.length;
  const count = Math.min(countThatFit(composed.map(combinedLineLength)), atMost);
  if (count === 1) return alone();
  return { message: fold(head, composed.slice(0, count)), folded: behind.slice(0, count - 1) };
}

/** The message may stand already, so all of it is looked up or told, and what cannot be told says so in its place. */
function composeOrExcuse(material: MessageInputs, delivery: Delivery): ComposedMessage {
  try {
    return compose(material, delivery);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const title: Inline[] = [{ type: 'text', text: error.message }];
    const message = createMessage({ title });
    return { message, type: 'other', at: new Date(delivery.createdAt).toISOString(), timezone: 'UTC' };
  }
}

/**
 * Up to the first that cannot be told: it dies alone when its turn comes. A template may take tens of milliseconds for
 * each, so others are served in between.
 */
async function composeRun(
  head: ComposedMessage,
  behind: readonly Delivery[],
  material: MessageInputs,
): Promise<ComposedMessage[]> {
  const pause = createPause();
  const composed = [head];
  for (const delivery of behind) {
    if (delivery.state !== 'pending') break;
    try {
      composed.push(compose(material, delivery));
    } catch {
      break;
    }
    await pause();
  }
  return composed;
}

function fold(head: Delivery, composed: readonly ComposedMessage[]): Message {
  const timezone = composed[0]?.timezone ?? 'UTC';
  return combineMessages(composed, { late: Date.now() - head.createdAt, timezone });
}

/** Posts, unless the message stands already, and says how that ended. Throws only what the store throws. */
export async function deliver(
  turn: AttemptContext,
  { message, folded }: OutgoingMessage,
  options: AttemptOptions,
): Promise<AttemptEnd> {
  const started = performance.now();
  let asked: PlatformRequest = 'find';
  try {
    const found = turn.head.state === 'sending' ? await find(turn) : null;
    asked = 'post';
    const ref = found ?? (await post(turn, message));
    return succeed(turn, options, {
      message,
      ref,
      outcome: found ? 'found' : 'sent',
      took: performance.now() - started,
    });
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const took = performance.now() - started;
    const refused = error.mentions.filter(mention => message.mentions.includes(mention));
    if (refused.length > 0) return leaveOut(turn, options, { failure: error, refused, took });
    const end = await fail(turn, options, { failure: error, asked, took });
    if (error.kind !== 'message') return end;
    if (folded.length > 0) return goApart(turn.head, folded, end, options);
    options.smallerBatches.delete(turn.head.channel);
    return end;
  }
}

/**
 * The platform may have refused the mentions alone, so the same message is next, without them. The lane's trouble stays
 * as it was: when the channel itself is restricted, the next attempt finds out.
 */
function leaveOut(
  { platform, head }: AttemptContext,
  options: AttemptOptions,
  { failure, refused, took }: { failure: PlatformError; refused: readonly string[]; took: number },
): AttemptEnd {
  const { kind, message: error } = failure;
  const { id, eventId, channel } = head;
  options.log.warn(
    { op: 'delivery.post', delivery: id, event: eventId, channel, took, kind, reason: error, mentions: refused },
    'message rejected with its mentions; posting it without them',
  );
  options.attempted(platform.name, kind, took);
  const state = head.state === 'sending' ? 'sending' : 'pending';
  const droppedMentions = [...head.droppedMentions, ...refused];
  return { delivery: head, at: Date.now(), state, droppedMentions, outcome: kind, ref: null, error, took };
}

/**
 * Of what a message tells together, one cannot be told, and which is not known: all wait again, to be told in messages
 * of half as many, until that one is alone and dies alone. What may stand already is not told with others again.
 */
function goApart(
  { channel, state }: Delivery,
  folded: readonly Delivery[],
  end: AttemptEnd,
  { smallerBatches }: AttemptOptions,
): AttemptEnd {
  smallerBatches.set(channel, { upTo: folded.at(-1)?.id ?? 0, atMost: Math.ceil(folded.length / 2) });
  return { ...end, state: state === 'sending' ? 'sending' : 'pending', apart: true };
}

function find({ platform, head }: AttemptContext): Promise<Ref | null> {
  return platform.find(splitAddress(head.channel).place, head.nonce, head.createdAt).catch(classified).catch(doubtful);
}

/** A lookup that is refused says nothing about the message, which may be posted already: it is looked up again later. */
function doubtful(error: PlatformError): never {
  if (error.kind !== 'message') throw error;
  throw new PlatformError('transient', error.code, error.message, { uncertain: true });
}

function post({ platform, head }: AttemptContext, message: Message): Promise<Ref> {
  return platform.post({ channel: splitAddress(head.channel).place, message, nonce: head.nonce }).catch(classified);
}

/** Platforms throw nothing else; should one, it is a mistake of ours that may pass with the next version. */
function classified(error: unknown): never {
  if (error instanceof PlatformError) throw error;
  const sentence = `Callboard couldn't post this (${nameOfError(error)}). If it keeps coming, update Callboard.`;
  throw new PlatformError('transient', 'unexpected', sentence, { uncertain: true, cause: error });
}

function succeed(
  { platform, head, trouble }: AttemptContext,
  options: AttemptOptions,
  { message, ref, outcome, took }: { message: Message; ref: Ref; outcome: string; took: number },
): AttemptEnd {
  const { id, eventId, channel } = head;
  options.log.info(
    { op: 'delivery.post', delivery: id, event: eventId, channel, ref, took },
    outcome === 'found' ? 'message was already posted; not posting it again' : 'message posted',
  );
  options.attempted(platform.name, outcome, took);
  options.posted?.(head, message);
  const end = { delivery: head, at: Date.now(), state: 'sent', outcome, ref, error: null, took } as const;
  return trouble ? { ...end, trouble: null } : end;
}

/** What happens next, for the log. */
const notPosted: Record<RetryDecision['is'], string> = {
  wait: 'message not posted; retrying',
  held: 'message not posted; its channel is on hold until the cause is fixed',
  dead: 'message not posted; it failed and is not retried',
};

/** How an attempt that failed ended; also for a message that cannot be told at all. */
export async function fail(
  turn: AttemptContext,
  options: AttemptOptions,
  { failure, asked, took }: { failure: PlatformError; asked: PlatformRequest; took: number },
): Promise<AttemptEnd> {
  const { platform, gate, head, trouble } = turn;
  const now = Date.now();
  const { backoff, giveUpAfter } = options;
  const run = { since: beganAt(failure, trouble, now), failures: (trouble?.failures ?? 0) + 1, now };
  // What has waited behind others has its time too, and not each the whole of it after the one before.
  const failing = { ...run, since: Math.max(run.since, head.createdAt) };
  const verdict = decideRetry(failure, failing, { now, random: Math.random(), backoff, giveUpAfter });
  await shutGate(gate, failure, verdict, asked);
  const uncertain = failure.uncertain || head.state === 'sending';
  const state = verdict.is === 'dead' ? 'dead' : uncertain ? 'sending' : 'pending';
  const { kind, message: error } = failure;
  const { id, eventId, channel } = head;
  const about = { delivery: id, event: eventId, channel, failures: run.failures, took, kind, reason: error };
  const nextAt = verdict.is === 'dead' ? undefined : verdict.nextAt;
  options.log.warn({ op: 'delivery.post', ...about, nextAt }, notPosted[verdict.is]);
  options.attempted(platform.name, kind, took);
  const after = troubleOf(failure, verdict, run);
  const end = { delivery: head, at: now, state, outcome: kind, ref: null, error, took, trouble: after } as const;
  // The mentions were not the reason: they are back in the next message that is tried.
  return verdict.is === 'wait' ? end : { ...end, droppedMentions: [] };
}

/** What concerns more than this lane shuts its gate. */
async function shutGate(
  gate: PlatformHold,
  failure: PlatformError,
  verdict: RetryDecision,
  asked: PlatformRequest,
): Promise<void> {
  const { kind, message, scope } = failure;
  if (kind === 'token') await gate.shutForToken(message);
  else if (scope === 'platform' && failure.retryAfter === null) await gate.shutUntilItAnswers(message);
  else if (verdict.is === 'dead' || scope === 'channel') return;
  else await gate.shutUntil(verdict.nextAt, scope === 'platform' ? ['find', 'post'] : [asked]);
}

/** What was held and now fails in a way that may pass has its day from now on. */
function beganAt({ kind }: PlatformError, before: Hold | null, now: number): number {
  const holds = kind === 'channel' || kind === 'token';
  return before && (before.held !== null) === holds ? before.since : now;
}

/**
 * A message that can never succeed leaves its lane free; one that was given up leaves the trouble as it was, for the
 * next. The gate alone waits for a token, so that the lane goes on as soon as it opens.
 */
function troubleOf(
  failure: PlatformError,
  verdict: RetryDecision,
  run: { since: number; failures: number; now: number },
): Omit<Hold, 'channel'> | null {
  if (failure.kind === 'message') return null;
  const { since, failures, now } = run;
  const nextAt = verdict.is === 'dead' || failure.kind === 'token' ? now : verdict.nextAt;
  return { held: verdict.is === 'held' ? failure.message : null, since, failures, nextAt };
}
