/** One attempt: what the message says, whether it stands there already, the post, and what is written down of it. */
import type { Logger } from 'pino';
import { type Foldable, foldedLength, foldMessages } from '../messages/fold.ts';
import type { Message } from '../messages/message.ts';
import { type Platform, PlatformError, type Ref } from '../platforms/platform.ts';
import type { Database } from '../store/database.ts';
import type { Delivery } from '../store/deliveries.ts';
import type { LaneTrouble } from '../store/lanes.ts';
import { endAttempt, foldedInto, startAttempt } from '../store/outbox.ts';
import type { Backoff } from './backoff.ts';
import { countThatFit, isLate } from './fold.ts';
import type { Gate } from './gate.ts';
import { type Failure, judgeFailure, toFailure, type Verdict } from './verdict.ts';

/** A delivery's message as it would stand alone, and the zone of its channel. */
export type Composed = Foldable & { timezone: string };

export interface AttemptOptions {
  database: Database;
  /** Throws when the template cannot be rendered. */
  compose(delivery: Delivery): Promise<Composed>;
  /** Told of every message that was posted. */
  posted?: ((delivery: Delivery, message: Message) => void) | undefined;
  /** Told of every attempt: `sent`, `found`, or the kind of error; `took` in milliseconds. */
  attempted(platform: string, outcome: string, took: number): void;
  backoff: Backoff;
  /** How late a lane may be before it folds, milliseconds; null: it never does. */
  foldAfter: number | null;
  /** Milliseconds after which a delivery that keeps failing is given up. */
  giveUpAfter: number;
  log: Logger;
}

/** What the lane has before it. */
export interface Turn {
  platform: Platform;
  gate: Gate;
  /** The head and what waits behind it, in order. */
  waiting: readonly [Delivery, ...Delivery[]];
  trouble: LaneTrouble | null;
}

/** Posts the head of a lane, and what it folds, or writes down why not. Throws only when the store fails. */
export async function attempt(turn: Turn, options: AttemptOptions): Promise<void> {
  const [head] = turn.waiting;
  const started = performance.now();
  try {
    const { message, folded } = await prepare(turn, options);
    const found = head.state === 'sending' ? await find(turn) : null;
    await startAttempt(
      options.database,
      head.id,
      folded.map(({ id }) => id),
      Date.now(),
    );
    const ref = found ?? (await post(turn, message));
    await succeed(turn, options, {
      message,
      ref,
      outcome: found ? 'found' : 'sent',
      took: performance.now() - started,
    });
  } catch (error) {
    await fail(turn, options, toFailure(error), performance.now() - started, error);
  }
}

interface Prepared {
  message: Message;
  folded: Delivery[];
}

/** A message that may have been posted says the same again; one that was not may take in what waits behind it. */
async function prepare({ waiting }: Turn, options: AttemptOptions): Promise<Prepared> {
  const [head, ...behind] = waiting;
  const own = await compose(head, options);
  const bound = head.attempts > 0 ? await foldedInto(options.database.db, head.id) : [];
  if (bound.length > 0) {
    const composed = [own];
    for (const delivery of bound) composed.push(await compose(delivery, options));
    return { message: fold(head, composed), folded: bound };
  }
  const mayFold = head.state === 'pending' && behind.length > 0 && isLate(head, Date.now(), options.foldAfter);
  if (!mayFold) return { message: own.message, folded: [] };
  const composed = await composeRun(own, behind, options);
  const count = countThatFit(composed.map(foldedLength));
  if (count === 1) return { message: own.message, folded: [] };
  return { message: fold(head, composed.slice(0, count)), folded: behind.slice(0, count - 1) };
}

/** Up to the first that cannot be told: it dies alone when its turn comes. */
async function composeRun(head: Composed, behind: readonly Delivery[], options: AttemptOptions): Promise<Composed[]> {
  const composed = [head];
  for (const delivery of behind) {
    if (delivery.state !== 'pending') break;
    const next = await compose(delivery, options).catch(() => null);
    if (!next) break;
    composed.push(next);
  }
  return composed;
}

function fold(head: Delivery, composed: readonly Composed[]): Message {
  const timezone = composed[0]?.timezone ?? 'UTC';
  return foldMessages(composed, { late: Date.now() - head.createdAt, timezone });
}

async function compose(delivery: Delivery, options: AttemptOptions): Promise<Composed> {
  try {
    return await options.compose(delivery);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PlatformError('message', 'template', `The message cannot be composed: ${reason}`, { cause });
  }
}

function find({ platform, waiting: [head] }: Turn): Promise<Ref | null> {
  return platform.find(addressOf(head), head.nonce, head.createdAt);
}

function post({ platform, waiting: [head] }: Turn, message: Message): Promise<Ref> {
  return platform.post({ channel: addressOf(head), message, nonce: head.nonce });
}

/** The address without the platform. */
function addressOf({ channel }: Delivery): string {
  return channel.slice(channel.indexOf(':') + 1);
}

async function succeed(
  { platform, waiting: [head] }: Turn,
  options: AttemptOptions,
  { message, ref, outcome, took }: { message: Message; ref: Ref; outcome: string; took: number },
): Promise<void> {
  await endAttempt(
    options.database,
    head,
    { state: 'sent', outcome, ref, error: null, took, trouble: null },
    Date.now(),
  );
  const { id, eventId, channel } = head;
  options.log.info({ delivery: id, event: eventId, channel, ref, took }, outcome);
  options.attempted(platform.name, outcome, took);
  options.posted?.(head, message);
}

async function fail(
  turn: Turn,
  options: AttemptOptions,
  failure: Failure,
  took: number,
  error: unknown,
): Promise<void> {
  const { platform, gate, waiting, trouble } = turn;
  const [head] = waiting;
  const now = Date.now();
  const failures = (trouble?.failures ?? 0) + 1;
  const { backoff, giveUpAfter } = options;
  const verdict = judgeFailure(failure, { ...head, failures }, { now, random: Math.random(), backoff, giveUpAfter });
  shutGate(gate, failure, verdict, error);
  const state = verdict.is === 'dead' ? 'dead' : failure.uncertain || head.state === 'sending' ? 'sending' : 'pending';
  const end = { state, outcome: failure.kind, ref: null, error: failure.error, took } as const;
  await endAttempt(
    options.database,
    head,
    { ...end, trouble: troubleOf(failure, verdict, failures, trouble, now) },
    now,
  );
  const { id, eventId, channel } = head;
  options.log.warn({ delivery: id, event: eventId, channel, failures, took, ...failure, ...verdict }, 'not sent');
  options.attempted(platform.name, failure.kind, took);
}

/** What concerns the whole platform shuts its gate; a lane alone does not. */
function shutGate(gate: Gate, failure: Failure, verdict: Verdict, error: unknown): void {
  if (failure.kind === 'token') gate.shutForToken(failure.error);
  else if (verdict.is !== 'dead' && error instanceof PlatformError && error.scope === 'platform')
    gate.shutUntil(verdict.nextAt);
}

/** A dead letter leaves its lane free. The gate alone waits for a token, so that the lane goes on as soon as it opens. */
function troubleOf(
  failure: Failure,
  verdict: Verdict,
  failures: number,
  before: LaneTrouble | null,
  now: number,
): Omit<LaneTrouble, 'channel'> | null {
  if (verdict.is === 'dead') return null;
  const nextAt = failure.kind === 'token' ? now : verdict.nextAt;
  if (verdict.is === 'wait') return { held: null, heldSince: null, failures, nextAt };
  return { held: failure.error, heldSince: before?.heldSince ?? now, failures, nextAt };
}
