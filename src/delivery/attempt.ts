/** One attempt: what the message says, whether it stands there already, the post, and what is written down of it. */
import type { Logger } from 'pino';
import { type Foldable, foldedLength, foldMessages } from '../messages/fold.ts';
import type { Message } from '../messages/message.ts';
import { type Platform, PlatformError, type Ref, splitAddress } from '../platforms/platform.ts';
import type { Database } from '../store/database.ts';
import type { Delivery } from '../store/deliveries.ts';
import type { LaneTrouble } from '../store/lanes.ts';
import { endAttempt, foldedInto, startAttempt } from '../store/outbox.ts';
import type { Backoff } from './backoff.ts';
import { countThatFit, isLate } from './fold.ts';
import type { Gate } from './gate.ts';
import { judgeFailure, type Verdict } from './verdict.ts';

/** A delivery's message as it would stand alone, and the zone of its channel. */
export type Composed = Foldable & { timezone: string };

export interface AttemptOptions {
  database: Database;
  /** Throws a PlatformError of kind `message` when there is nothing to tell, and what the store throws. */
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
    // The store's own failure: the lane asks it again.
    if (!(error instanceof PlatformError)) throw error;
    await fail(turn, options, error, performance.now() - started);
  }
}

interface Prepared {
  message: Message;
  folded: Delivery[];
}

/** A message that may have been posted says the same again; one that was not may take in what waits behind it. */
async function prepare({ waiting }: Turn, options: AttemptOptions): Promise<Prepared> {
  const [head, ...behind] = waiting;
  const own = await options.compose(head);
  const bound = head.attempts > 0 ? await foldedInto(options.database.db, head.id) : [];
  if (bound.length > 0) {
    const composed = [own];
    for (const delivery of bound) composed.push(await options.compose(delivery));
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
    const next = await options.compose(delivery).catch(untold);
    if (!next) break;
    composed.push(next);
  }
  return composed;
}

/** Null for a message that cannot be told; what the store throws goes on. */
function untold(error: unknown): null {
  if (error instanceof PlatformError) return null;
  throw error;
}

function fold(head: Delivery, composed: readonly Composed[]): Message {
  const timezone = composed[0]?.timezone ?? 'UTC';
  return foldMessages(composed, { late: Date.now() - head.createdAt, timezone });
}

function find({ platform, waiting: [head] }: Turn): Promise<Ref | null> {
  return platform.find(splitAddress(head.channel).place, head.nonce, head.createdAt).catch(classified);
}

function post({ platform, waiting: [head] }: Turn, message: Message): Promise<Ref> {
  return platform.post({ channel: splitAddress(head.channel).place, message, nonce: head.nonce }).catch(classified);
}

/** Platforms throw nothing else; should one, it is a mistake of ours that may pass with the next version. */
function classified(error: unknown): never {
  if (error instanceof PlatformError) throw error;
  const reason = error instanceof Error ? error.message : String(error);
  throw new PlatformError('transient', 'unexpected', reason, { uncertain: true, cause: error });
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

async function fail(turn: Turn, options: AttemptOptions, failure: PlatformError, took: number): Promise<void> {
  const { platform, gate, waiting, trouble } = turn;
  const [head] = waiting;
  const now = Date.now();
  const { backoff, giveUpAfter } = options;
  const run = { since: beganAt(failure, trouble, now), failures: (trouble?.failures ?? 0) + 1, now };
  const verdict = judgeFailure(failure, run, { now, random: Math.random(), backoff, giveUpAfter });
  shutGate(gate, failure, verdict);
  const uncertain = failure.uncertain || head.state === 'sending';
  const state = verdict.is === 'dead' ? 'dead' : uncertain ? 'sending' : 'pending';
  const { kind, message: error } = failure;
  const end = { state, outcome: kind, ref: null, error, took, trouble: troubleOf(failure, verdict, run) } as const;
  await endAttempt(options.database, head, end, now);
  const { id, eventId, channel } = head;
  options.log.warn(
    { delivery: id, event: eventId, channel, failures: run.failures, took, kind, error, ...verdict },
    'not sent',
  );
  options.attempted(platform.name, kind, took);
}

/** What concerns the whole platform shuts its gate; a lane alone does not. */
function shutGate(gate: Gate, { kind, message, scope }: PlatformError, verdict: Verdict): void {
  if (kind === 'token') gate.shutForToken(message);
  else if (verdict.is !== 'dead' && scope === 'platform') gate.shutUntil(verdict.nextAt);
}

/** What was held and now fails in a way that may pass has its day from now on. */
function beganAt({ kind }: PlatformError, before: LaneTrouble | null, now: number): number {
  const holds = kind === 'channel' || kind === 'token';
  return before && (before.held !== null) === holds ? before.since : now;
}

/** A dead letter leaves its lane free. The gate alone waits for a token, so that the lane goes on as soon as it opens. */
function troubleOf(
  failure: PlatformError,
  verdict: Verdict,
  run: { since: number; failures: number; now: number },
): Omit<LaneTrouble, 'channel'> | null {
  if (verdict.is === 'dead') return null;
  const { since, failures, now } = run;
  const nextAt = failure.kind === 'token' ? now : verdict.nextAt;
  return { held: verdict.is === 'held' ? failure.message : null, since, failures, nextAt };
}
