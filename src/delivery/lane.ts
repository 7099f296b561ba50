/** A lane: a channel's deliveries in order, one in flight at a time. Only lanes retry. */
import { type Platform, PlatformError, splitAddress } from '../platforms/platform.ts';
import type { AttemptEnd, AttemptRecord } from '../store/deliveries/outbox.ts';
import type { Leases } from '../store/replicas/leases.ts';
import { attemptPost } from './attempt.ts';
import type { AttemptContext, AttemptOptions, OutgoingMessage } from './attempt-context.ts';
import { endWithError } from './attempt-end.ts';
import { createLaneCache } from './lane-cache.ts';
import type { LaneState } from './load-lanes.ts';
import type { PlatformHold } from './platform-hold.ts';
import { prepareMessage } from './prepare-message.ts';

export interface LaneOptions extends AttemptOptions {
  leases: Leases;
  /** Reads a lane from the store; null: nothing waits. */
  readLane(channel: string): Promise<LaneState | null>;
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

/** The end of a lane's last attempt, until it is recorded. It outlasts a database outage. */
export interface UnrecordedEnd {
  end: AttemptEnd | null;
}

/**
 * Sends until the lane is empty or has to wait. Returns when to look again (milliseconds), or null. The end of an attempt is
 * recorded together with the start of the next: one commit per message, which many lanes share.
 */
export async function workLane(
  channel: string,
  openPlatform: OpenPlatform,
  unrecorded: UnrecordedEnd,
  options: LaneOptions,
): Promise<number | null> {
  const { leases, stopping, commit } = options;
  const leaseReadyAt = await leases.claim(channel);
  if (leaseReadyAt === null) return null;
  const cache = createLaneCache(channel, options.readLane);

  async function recordEnd(): Promise<void> {
    if (unrecorded.end) await commit({ channel, end: unrecorded.end, start: null });
    unrecorded.end = null;
  }

  async function nextAttempt(): Promise<AttemptContext | null> {
    let next = cache.next;
    if (!next) await recordEnd();
    if (stopping()) return null;
    next ??= await cache.read();
    return next && { ...openPlatform, ...next };
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
      unrecorded.end = prepared;
      cache.ended(prepared, []);
      continue;
    }
    const batched = prepared.batched.map(({ id }) => id);
    const start = { head: context.head.id, batched, at: Date.now() };
    const isOurs = await commit({ channel, end: unrecorded.end, start });
    unrecorded.end = null;
    if (!isOurs) return null;
    // Another replica may have the lane by now. It looks up the message that was just marked in flight.
    if (!leases.alive) return Date.now() + 1000;
    const started = { ...context, head: { ...context.head, attempts: context.head.attempts + 1 } };
    const isOnHold = context.platformHold.endsAt('post') > Date.now();
    const end = isOnHold ? undoStart(started) : await attemptPost(started, prepared, options);
    unrecorded.end = end;
    cache.ended(end, batched);
  }
}

/** When the head may be sent, milliseconds. Infinity while the platform's token is broken: the end of that hold wakes the lane. */
function readyAt({ platform, platformHold, head, hold }: AttemptContext): number {
  const requests = head.state === 'sending' ? (['find', 'post'] as const) : (['post'] as const);
  return Math.max(
    hold?.nextAt ?? 0,
    platform.readyAt(splitAddress(head.channel).place),
    ...requests.map(request => platformHold.endsAt(request)),
  );
}

/** The platform went on hold while the start was recorded, and nothing was sent: the attempt doesn't count. */
function undoStart({ head }: AttemptContext): AttemptEnd {
  const { state, error } = head;
  const before = state === 'sending' ? 'sending' : 'queued';
  // An earlier attempt may have posted the batch, so that one stays as it is.
  const unbatch = before === 'queued';
  return { delivery: head, at: Date.now(), state: before, unbatch, outcome: null, ref: null, error, took: 0 };
}

async function prepareOrFail(context: AttemptContext, options: LaneOptions): Promise<OutgoingMessage | AttemptEnd> {
  try {
    return await prepareMessage(context, options);
  } catch (error) {
    // The store's errors pass.
    if (!(error instanceof PlatformError)) throw error;
    return endWithError(context, options, { error, request: 'post', took: 0 });
  }
}
