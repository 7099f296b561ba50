/** A lane: a channel's deliveries in order, one in flight at a time. Only lanes retry. */
import { type Platform, PlatformError, splitAddress } from '../platforms/platform.ts';
import { type AttemptEnd, type AttemptRecord, isFinal } from '../store/deliveries/outbox.ts';
import type { Leases } from '../store/replicas/leases.ts';
import { attemptPost } from './attempt.ts';
import type { AttemptContext, AttemptOptions, OutgoingMessage } from './attempt-context.ts';
import { endWithError } from './attempt-end.ts';
import type { MessageInputs } from './compose.ts';
import type { Handoff } from './handoff.ts';
import { createLaneCache } from './lane-cache.ts';
import type { LaneState } from './load-lanes.ts';
import type { PlatformHold } from './platform-hold.ts';
import { prepareMessage } from './prepare-message.ts';

export interface LaneOptions extends AttemptOptions {
  leases: Leases;
  /** Reads a lane from the store; null: nothing waits. */
  readLane(channel: string): Promise<LaneState | null>;
  handoffInputs(handoff: Handoff): Promise<MessageInputs>;
  /** Commits a lane's record; false: another replica has taken over the lane. */
  commit(record: AttemptRecord): Promise<boolean>;
  /** Whether no more attempts may start. */
  stopping(): boolean;
}

/** The platform that a lane sends to. */
export interface OpenPlatform {
  platform: Platform;
  platformHold: PlatformHold;
}

/** The memory of a lane from one run to the next. */
export interface LaneMemory {
  /** The end of its last attempt, until it is recorded. It outlasts a database outage. */
  unrecorded: AttemptEnd | null;
  /** The delivery that the next run posts first. Its attempt has begun in the store. */
  handoff: Handoff | null;
}

/**
 * Sends until the lane is empty or has to wait. Returns when to look again (milliseconds), or null. A delivery that was
 * handed over is posted from memory, and then only its end is recorded. Otherwise the lane is read from the store, and the
 * end of an attempt is recorded together with the start of the next. Many lanes share each commit.
 */
export async function workLane(
  channel: string,
  openPlatform: OpenPlatform,
  memory: LaneMemory,
  options: LaneOptions,
): Promise<number | null> {
  const { leases, stopping, commit } = options;
  const { handoff } = memory;
  memory.handoff = null;
  const leaseReadyAt = await leases.claim(channel);
  // The replica that has the lane looks up a message that was handed over.
  if (leaseReadyAt === null) return null;
  const cache = createLaneCache(channel, options.readLane);

  async function recordEnd(): Promise<void> {
    if (memory.unrecorded) await commit({ channel, end: memory.unrecorded, start: null });
    memory.unrecorded = null;
  }

  async function nextAttempt(): Promise<AttemptContext | null> {
    let next = cache.next;
    if (!next) await recordEnd();
    if (stopping() || cache.isDone) return null;
    next ??= await cache.read();
    return next && { ...openPlatform, ...next };
  }

  /**
   * Sends a message whose attempt has begun in the store, unless it has to wait until `notBefore` after all. Null: another
   * replica may have the lane by now, and looks up the message that is marked in flight.
   */
  async function send(
    context: AttemptContext,
    outgoing: OutgoingMessage,
    notBefore: number,
  ): Promise<AttemptEnd | null> {
    if (!leases.alive) return null;
    return notBefore > Date.now() ? undoStart(context) : attemptPost(context, outgoing, options);
  }

  async function sendHandoff(one: Handoff, notBefore: number): Promise<AttemptEnd | null> {
    const inputs = await options.handoffInputs(one);
    const context = { ...openPlatform, head: one.delivery, card: null, behind: [], inputs, hold: null };
    const begun = begin(context);
    const prepared = await prepareOrFail(context, options);
    if ('outcome' in prepared) return { ...prepared, delivery: begun.head };
    return send(begun, prepared, Math.max(notBefore, readyAt(context)));
  }

  if (handoff) {
    const end = await sendHandoff(handoff, leaseReadyAt);
    if (!end) return lostLease();
    memory.unrecorded = end;
    await recordEnd();
    // Each delivery that was added since then has woken the lane.
    if (isFinal(end)) return null;
  }

  for (;;) {
    const context = await nextAttempt();
    const ready = context ? Math.max(leaseReadyAt, readyAt(context)) : (cache.dueAt ?? Number.POSITIVE_INFINITY);
    if (!context || ready > Date.now()) {
      await recordEnd();
      return Number.isFinite(ready) ? ready : null;
    }
    const prepared = await prepareOrFail(context, options);
    if ('outcome' in prepared) {
      await recordEnd();
      memory.unrecorded = prepared;
      cache.ended(prepared, []);
      continue;
    }
    const batched = prepared.batched.map(({ id }) => id);
    const start = { head: context.head.id, batched, at: Date.now() };
    const isOurs = await commit({ channel, end: memory.unrecorded, start });
    memory.unrecorded = null;
    if (!isOurs) return null;
    const end = await send(begin(context), prepared, context.platformHold.endsAt('post'));
    if (!end) return lostLease();
    memory.unrecorded = end;
    cache.ended(end, batched);
  }
}

/** When to look again after this replica didn't count as alive, milliseconds. */
const lostLease = () => Date.now() + 1000;

/** When the head may be sent, milliseconds. Infinity while the platform's token is broken: the end of that hold wakes the lane. */
function readyAt({ platform, platformHold, head, hold }: AttemptContext): number {
  const requests = head.state === 'sending' ? (['find', 'post'] as const) : (['post'] as const);
  return Math.max(
    hold?.nextAt ?? 0,
    platform.readyAt(splitAddress(head.channel).place),
    ...requests.map(request => platformHold.endsAt(request)),
  );
}

/** The context of an attempt that has begun. Its head keeps the state from before, which tells whether to look it up. */
function begin(context: AttemptContext): AttemptContext {
  return { ...context, head: { ...context.head, attempts: context.head.attempts + 1 } };
}

/** The lane has to wait after its start was recorded, and nothing was sent: the attempt doesn't count. */
function undoStart({ head }: AttemptContext): AttemptEnd {
  const { state, error } = head;
  const before = state === 'sending' ? 'sending' : 'queued';
  // An earlier attempt may have posted the batch, so that one stays as it is.
  const unbatch = before === 'queued';
  return { delivery: head, at: Date.now(), state: before, unbatch, outcome: null, ref: null, error, took: 0 };
}

async function prepareOrFail(context: AttemptContext, options: AttemptOptions): Promise<OutgoingMessage | AttemptEnd> {
  try {
    return await prepareMessage(context, options);
  } catch (error) {
    // The store's errors pass.
    if (!(error instanceof PlatformError)) throw error;
    return endWithError(context, options, { error, request: 'post', took: 0 });
  }
}

/** The record without the fields of its delivery that aren't written: all are copied to the thread of SQLite. */
export function withoutMessage({ end, ...record }: AttemptRecord): AttemptRecord {
  if (!end) return { ...record, end };
  const { id, channel, attempts } = end.delivery;
  return { ...record, end: { ...end, delivery: { id, channel, attempts } } };
}
